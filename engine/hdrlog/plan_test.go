package hdrlog

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/lib"
)

func scenarios(t *testing.T, text string) lib.ScenarioConfigs {
	t.Helper()
	var configs lib.ScenarioConfigs
	require.NoError(t, json.Unmarshal([]byte(text), &configs))
	for _, config := range configs {
		require.Empty(t, config.Validate())
	}
	return configs
}

func plan(t *testing.T, text, segment, sequence string) phaseRecord {
	t.Helper()
	options := lib.Options{Scenarios: scenarios(t, text)}
	if segment != "" {
		options.ExecutionSegment = new(lib.ExecutionSegment)
		require.NoError(t, options.ExecutionSegment.UnmarshalText([]byte(segment)))
		options.ExecutionSegmentSequence = new(lib.ExecutionSegmentSequence)
		require.NoError(t, options.ExecutionSegmentSequence.UnmarshalText([]byte(sequence)))
	}
	return phases(options)[0]
}

const (
	ramp = `{"a":{"executor":"ramping-arrival-rate","startRate":7,"preAllocatedVUs":10,"maxVUs":30,"gracefulStop":"3s","startTime":"2s",
		"stages":[{"duration":"1s","target":50},{"duration":"700ms","target":50},{"duration":"300ms","target":11}%s]}}`
	tail     = `,{"duration":"0s","target":0},{"duration":"1s","target":0}`
	constant = `{"a":{"executor":"constant-arrival-rate","rate":10,"duration":"2s","preAllocatedVUs":10}}`
)

func TestPlanDescribesAPhase(t *testing.T) {
	got := plan(t, fmt.Sprintf(ramp, tail), "", "")
	want := int64(28 + 35 + 9)
	assert.Equal(t, phaseRecord{
		Scenario: "a", Executor: "ramping-arrival-rate", StartMs: 2000, DurationMs: 3000, GracefulStopMs: 3000, MaxVUs: 30,
		Planned: &want,
	}, got)
}

func TestPlanCountsStartsThatTheEndOfThePhaseMayCutOff(t *testing.T) {
	assert.EqualValues(t, 2, plan(t, fmt.Sprintf(ramp, ""), "", "").Edge)
	assert.EqualValues(t, 0, plan(t, fmt.Sprintf(ramp, tail), "", "").Edge)
}

func TestPlanOfAConstantRateBeginsAtZero(t *testing.T) {
	assert.EqualValues(t, 20, *plan(t, constant, "", "").Planned)
	assert.EqualValues(t, 1, plan(t, constant, "", "").Edge, "the start at the very end may or may not come")
}

func TestPlanOfSegmentsAddsUpToTheWhole(t *testing.T) {
	for _, text := range []string{fmt.Sprintf(ramp, tail), constant} {
		whole := *plan(t, text, "", "").Planned
		var sum int64
		for _, segment := range []string{"0:1/3", "1/3:1/2", "1/2:1"} {
			sum += *plan(t, text, segment, "0,1/3,1/2,1").Planned
		}
		assert.Equal(t, whole, sum)
	}
}

func TestPlanIsUnknownForClosedLoops(t *testing.T) {
	assert.Nil(t, plan(t, `{"a":{"executor":"constant-vus","vus":2,"duration":"1s"}}`, "", "").Planned)
}

// The differential test: what k6's own scheduler fires is what was planned, whole and in segments.
func TestPlanIsWhatK6Fires(t *testing.T) {
	binary := os.Getenv("K6_BINARY")
	if binary == "" {
		t.Skip("SKIPPED: set K6_BINARY to the built engine to compare the plan with k6's own scheduler")
	}
	for _, segment := range []string{"0:1", "0:1/3", "1/3:1"} {
		t.Run(segment, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			script := filepath.Join(folder, "script.js")
			require.NoError(t, os.WriteFile(script, []byte(`
				import { startIteration } from 'k6/x/hdrlog';
				export const options = { scenarios: { a: { executor: 'ramping-arrival-rate', startRate: 7, preAllocatedVUs: 20, maxVUs: 20,
					stages: [{ duration: '500ms', target: 90 }, { duration: '300ms', target: 90 }, { duration: '200ms', target: 11 },
						{ duration: '0s', target: 0 }, { duration: '1s', target: 0 }] } } };
				export default function () { startIteration().complete(); }
			`), 0o600))
			prefix := filepath.Join(folder, "one")
			command := exec.CommandContext(t.Context(), binary, "run", "--quiet", "--address=", "--no-usage-report", //nolint:gosec // a test
				"--summary-mode=disabled", "--no-thresholds", "--execution-segment", segment,
				"--execution-segment-sequence", "0,1/3,1", "--out", "hdrlog="+prefix, script)
			if segment == "0:1" {
				command.Args = append(command.Args[:7:7], "--out", "hdrlog="+prefix, script)
			}
			text, err := command.CombinedOutput()
			require.NoError(t, err, string(text))
			book := read(t, prefix).end("iterations", 0)
			assert.Equal(t, book["planned"], book["started"].(float64)+book["dropped"].(float64))
			assert.Equal(t, book["k6Completed"], book["completed"])
			assert.Positive(t, book["planned"])
		})
	}
}
