package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// run is one run of the built engine.
type run struct {
	command *exec.Cmd
	text    bytes.Buffer
	prefix  string
}

// start runs a script with the built engine, which the tests do not build themselves: that takes minutes.
func start(t *testing.T, script string, environment ...string) *run {
	t.Helper()
	binary := os.Getenv("K6_BINARY")
	if binary == "" {
		t.Skip("SKIPPED: set K6_BINARY to the built engine to run these tests against real k6")
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "script.ts")
	require.NoError(t, os.WriteFile(path, []byte(script), 0o600))
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	r := &run{prefix: filepath.Join(folder, "one")}
	r.command = exec.CommandContext(ctx, binary, "run", "--quiet", "--address=", "--no-usage-report", //nolint:gosec // a test
		"--summary-mode=disabled", "--no-thresholds", "--out", "hdrlog="+r.prefix, path)
	r.command.Env = append(append(os.Environ(), "HDRLOG_INTERVAL_MS=50", "K6_AUTO_EXTENSION_RESOLUTION=false"), environment...)
	r.command.Stdout, r.command.Stderr = &r.text, &r.text
	return r
}

// records reads whole lines only: the last may be cut off by a kill.
func (r *run) records(t *testing.T, kind string) []map[string]any {
	t.Helper()
	content, _ := os.ReadFile(r.prefix + ".ndjson")
	var found []map[string]any
	for line := range strings.Lines(string(content)) {
		var record map[string]any
		if !strings.HasSuffix(line, "\n") {
			continue
		}
		require.NoError(t, json.Unmarshal([]byte(line), &record))
		if record["kind"] == kind {
			found = append(found, record)
		}
	}
	return found
}

// beating serves a stream that sends an event every 10 ms.
func beating(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte("data: beat\n\n"))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(10 * time.Millisecond) // the server's rhythm, not a wait for the test
		}
	}))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return server.URL
}

const forever = `
import { EventSource } from 'k6/x/eventsource';
import { begin, startIteration } from 'k6/x/hdrlog';
export const options = { scenarios: { phase: { executor: 'per-vu-iterations', vus: 3, iterations: 1, maxDuration: '30s' } } };
export default function () {
  startIteration();
  begin('never');
  for (let i = 0; i < 10; i++) new EventSource('URL').onmessage = () => {};
}`

func TestExamplesOfTheReferenceRun(t *testing.T) {
	for _, file := range []string{"eventsource/index.d.ts", "hdrlog/index.d.ts"} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		examples := regexp.MustCompile("(?s)```ts\n(.*?)```").FindAllStringSubmatch(string(text), -1)
		require.NotEmpty(t, examples)
		for i, example := range examples {
			t.Run(fmt.Sprintf("%s %d", file, i), func(t *testing.T) {
				script := regexp.MustCompile(`(?m)^ *\* ?`).ReplaceAllString(example[1], "")
				r := start(t, strings.ReplaceAll(script, "http://127.0.0.1:8080/stream", beating(t)))
				require.NoError(t, r.command.Run(), r.text.String())
				assert.NotContains(t, r.text.String(), "level=error")
				assert.NotContains(t, r.text.String(), "level=warning")
				assert.Empty(t, r.records(t, "exception"))
				assert.Len(t, r.records(t, "end"), 1)
			})
		}
	}
}

func TestImportedNamesAreTheSameAtEachUse(t *testing.T) {
	r := start(t, strings.ReplaceAll(`
		import { EventSource, now } from 'k6/x/eventsource';
		import { begin } from 'k6/x/hdrlog';
		export default function () {
			const s = new EventSource('URL');
			if (!(s instanceof EventSource) || EventSource.OPEN !== 1 || now !== now || begin !== begin) throw new Error('they differ');
			s.close();
		}`, "URL", beating(t)))
	require.NoError(t, r.command.Run())
	assert.NotContains(t, r.text.String(), "they differ")
}

func TestSignalsLeaveBothBooks(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		r := start(t, strings.ReplaceAll(forever, "URL", beating(t)))
		require.NoError(t, r.command.Start())
		r.awaitEvents(t)
		require.NoError(t, r.command.Process.Signal(signal))
		_ = r.command.Wait()
		assert.Equal(t, 105, r.command.ProcessState.ExitCode(), r.text.String())
		end := r.records(t, "end")
		require.Len(t, end, 1, r.text.String())
		assert.Equal(t, true, end[0]["aborted"])
		iterations := end[0]["iterations"].([]any)[0].(map[string]any)
		assert.InDelta(t, 3, iterations["interrupted"], 0)
		operations := end[0]["operations"].([]any)[0].(map[string]any)
		assert.InDelta(t, 3, operations["unanswered"], 0)
		assert.NotContains(t, r.text.String(), "panic")
	}
}

func TestAnIterationThatTheGracefulStopCutsIsInterrupted(t *testing.T) {
	r := start(t, `
		import { sleep } from 'k6';
		import { begin, startIteration } from 'k6/x/hdrlog';
		export const options = { scenarios: { phase: {
			executor: 'per-vu-iterations', vus: 20, iterations: 1, maxDuration: '1s', gracefulStop: '0s',
		} } };
		export default function () {
			const iteration = startIteration();
			const operation = begin('slow');
			sleep(20); // ends with the cut, and some virtual users run on before k6 stops them
			operation.answer();
			iteration.complete();
		}`)
	require.NoError(t, r.command.Run(), r.text.String())
	end := r.records(t, "end")
	require.Len(t, end, 1, r.text.String())
	iterations := end[0]["iterations"].([]any)[0].(map[string]any)
	operations := end[0]["operations"].([]any)[0].(map[string]any)
	assert.Equal(t, []any{20.0, 0.0, 20.0, 0.0}, []any{
		iterations["started"], iterations["completed"], iterations["interrupted"], iterations["k6Completed"],
	})
	assert.Equal(t, []any{20.0, 0.0, 20.0}, []any{operations["begun"], operations["answered"], operations["unanswered"]})
}

func TestAKilledEngineLeavesItsIntervals(t *testing.T) {
	r := start(t, strings.ReplaceAll(forever, "URL", beating(t)))
	require.NoError(t, r.command.Start())
	r.awaitEvents(t)
	require.NoError(t, r.command.Process.Kill())
	_ = r.command.Wait()
	assert.NotEmpty(t, r.records(t, "interval"))
	assert.Empty(t, r.records(t, "end"))
}

func TestTheEngineEndsWithItsParent(t *testing.T) {
	r := start(t, strings.ReplaceAll(forever, "URL", beating(t)), "SCRT_PARENT_PIPE=1")
	pipe, err := r.command.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, r.command.Start())
	r.awaitEvents(t)
	require.NoError(t, pipe.Close())
	_ = r.command.Wait()
	assert.Equal(t, 105, r.command.ProcessState.ExitCode(), r.text.String())
	assert.Len(t, r.records(t, "end"), 1)
}

func TestAnExceptionOfAHandlerIsInTheRecords(t *testing.T) {
	script := strings.ReplaceAll(forever, "() => {}", "() => { throw new Error('from a handler'); }")
	r := start(t, strings.ReplaceAll(script, "URL", beating(t)))
	require.NoError(t, r.command.Run(), "k6 itself ends well")
	require.Len(t, r.records(t, "exception"), 1)
	assert.Equal(t, "Error: from a handler", r.records(t, "exception")[0]["message"])
}

func TestAnAbortInAHandlerIsNoException(t *testing.T) {
	r := start(t, strings.ReplaceAll(`
		import exec from 'k6/execution';
		import { EventSource } from 'k6/x/eventsource';
		export default function () {
			new EventSource('URL').onmessage = () => exec.test.abort('enough');
		}`, "URL", beating(t)))
	_ = r.command.Run()
	assert.Equal(t, 108, r.command.ProcessState.ExitCode(), r.text.String())
	assert.Empty(t, r.records(t, "exception"))
	assert.Len(t, r.records(t, "end"), 1)
}

func TestStreamsOutsideOfIterationsAreRefused(t *testing.T) {
	for _, function := range []string{"setup", "teardown"} {
		r := start(t, strings.NewReplacer("URL", beating(t), "FUNCTION", function).Replace(`
			import { EventSource } from 'k6/x/eventsource';
			export function FUNCTION() {
				try { new EventSource('URL') } catch ({ code }) { throw new Error('refused: ' + code) }
			}
			export default function () {}`))
		_ = r.command.Run()
		assert.Contains(t, r.text.String(), "refused: no-iteration")
		assert.NotContains(t, r.text.String(), "panic")
	}
}

func (r *run) awaitEvents(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		for _, interval := range r.records(t, "interval") {
			if n, _ := interval["counters"].(map[string]any)["eventsource_events{scenario=phase}"].(float64); n > 0 {
				return true
			}
		}
		return false
	}, 15*time.Second, 20*time.Millisecond, "no events: the engine did not start, or the stream did not")
}
