package hdrlog

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"github.com/sirupsen/logrus"
	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/js/modulestest"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/metrics"
	"go.k6.io/k6/output"
)

// bench is an output that writes into a temporary folder, and a virtual user that records into it.
type bench struct {
	t       testing.TB
	prefix  string
	output  *Output
	runtime *modulestest.Runtime
	logs    *test.Hook
	samples chan metrics.SampleContainer
	cancel  context.CancelFunc
}

// quiet keeps the periodic flush out of a test; the last interval is written by stop.
const quiet = "3600000"

func newBench(t testing.TB, environment map[string]string) *bench {
	t.Helper()
	if environment == nil {
		environment = map[string]string{"HDRLOG_INTERVAL_MS": quiet}
	}
	logger, hook := test.NewNullLogger()
	logger.SetLevel(logrus.WarnLevel)
	b := &bench{t: t, prefix: filepath.Join(t.TempDir(), "one"), logs: hook, samples: make(chan metrics.SampleContainer, 1000)}
	var err error
	b.output, err = NewOutput(output.Params{ConfigArgument: b.prefix, Environment: environment, Logger: logger})
	require.NoError(t, err)
	t.Cleanup(func() {
		current.Store(nil)
		stopRequested.Store(false)
	})
	b.runtime = modulestest.NewRuntime(t)
	ctx, cancel := context.WithCancel(lib.WithScenarioState(t.Context(), &lib.ScenarioState{Name: "phase"}))
	t.Cleanup(cancel)
	b.runtime.VU.CtxField, b.cancel = ctx, cancel
	b.runtime.VU.InitEnvField.LookupEnv = func(key string) (string, bool) { v, ok := environment[key]; return v, ok }
	require.NoError(t, b.runtime.SetupModuleSystem(map[string]any{"k6/x/hdrlog": New()}, nil, nil))
	_, err = b.runtime.VU.Runtime().RunString(
		`var { begin, startIteration, count, observe, violation, stopping } = require('k6/x/hdrlog')`)
	require.NoError(t, err)
	registry := b.runtime.VU.InitEnvField.Registry
	b.runtime.MoveToVUContext(&lib.State{
		Logger: logger, Samples: b.samples, Tags: lib.NewVUStateTags(registry.RootTagSet().With("scenario", "phase")),
	})
	return b
}

func started(t testing.TB) *bench {
	t.Helper()
	b := newBench(t, nil)
	require.NoError(t, b.output.Start())
	return b
}

func (b *bench) js(script string) any {
	b.t.Helper()
	value, err := b.runtime.VU.Runtime().RunString(script)
	require.NoError(b.t, err)
	return value.Export()
}

// stop ends the run and reads what was written.
func (b *bench) stop(testErr error) written {
	b.t.Helper()
	require.NoError(b.t, b.output.StopWithTestError(testErr))
	return read(b.t, b.prefix)
}

// written is the content of both files.
type written struct {
	records []map[string]any
	tags    []string
	merged  map[string]*hdr.Histogram
}

func read(t testing.TB, prefix string) written {
	t.Helper()
	w := written{merged: map[string]*hdr.Histogram{}}
	for _, line := range lines(t, prefix+".ndjson") {
		var record map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &record))
		w.records = append(w.records, record)
	}
	for _, line := range lines(t, prefix+".hlog") {
		if !strings.HasPrefix(line, "Tag=") {
			continue
		}
		fields := strings.Split(strings.TrimPrefix(line, "Tag="), ",")
		require.Len(t, fields, 5)
		h, err := hdr.Decode([]byte(fields[4]))
		require.NoError(t, err)
		w.tags = append(w.tags, fields[0])
		if w.merged[fields[0]] == nil {
			w.merged[fields[0]] = h
		} else {
			require.Zero(t, w.merged[fields[0]].Merge(h))
		}
	}
	return w
}

func lines(t testing.TB, path string) []string {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close() //nolint:errcheck // only read
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	var all []string
	for scanner.Scan() {
		all = append(all, scanner.Text())
	}
	return all
}

func (w written) of(kind string) []map[string]any {
	var found []map[string]any
	for _, r := range w.records {
		if r["kind"] == kind {
			found = append(found, r)
		}
	}
	return found
}

// counter sums a counter over all intervals.
func (w written) counter(key string) float64 {
	var sum float64
	for _, r := range w.of("interval") {
		n, _ := r["counters"].(map[string]any)[key].(float64)
		sum += n
	}
	return sum
}

func (w written) end(book string, index int) map[string]any {
	return w.of("end")[0][book].([]any)[index].(map[string]any) //nolint:forcetypeassert // a test
}

func poll(t *testing.T, condition func() bool) {
	t.Helper()
	require.Eventually(t, condition, 10*time.Second, 5*time.Millisecond)
}
