package hdrlog

import (
	"cmp"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"go.k6.io/k6/lib"
)

// startRecord is the line of kind start.
type startRecord struct {
	Kind          string        `json:"kind"`
	SchemaVersion int           `json:"schemaVersion"`
	At            int64         `json:"at"`
	Instance      string        `json:"instance"`
	K6            string        `json:"k6"`
	PID           int           `json:"pid"`
	Segment       *string       `json:"segment"`
	IntervalMs    int64         `json:"intervalMs"`
	Phases        []phaseRecord `json:"phases"`
}

// phaseRecord is one k6 scenario. Planned is nil for executors whose iterations nobody plans. Edge counts the
// starts within 100 ms of the phase's end, which k6 may cut off, or, at the very end of a constant rate, may add.
type phaseRecord struct {
	Scenario       string `json:"scenario"`
	Executor       string `json:"executor"`
	StartMs        int64  `json:"startMs"`
	DurationMs     int64  `json:"durationMs"`
	GracefulStopMs int64  `json:"gracefulStopMs"`
	MaxVUs         uint64 `json:"maxVUs"`
	Planned        *int64 `json:"planned"`
	Edge           int64  `json:"edge"`
}

func (o *Output) startRecord(now time.Time) startRecord {
	options := o.params.ScriptOptions
	record := startRecord{
		Kind: "start", SchemaVersion: 2, At: now.UnixMilli(), Instance: filepath.Base(o.params.ConfigArgument),
		K6: k6Version(), PID: os.Getpid(), IntervalMs: o.interval.Milliseconds(), Phases: phases(options),
	}
	if options.ExecutionSegment != nil {
		segment := options.ExecutionSegment.String()
		record.Segment = &segment
	}
	return record
}

// phases lists the scenarios in the order of their starts.
func phases(options lib.Options) []phaseRecord {
	tuple, err := lib.NewExecutionTuple(options.ExecutionSegment, options.ExecutionSegmentSequence)
	if err != nil {
		return []phaseRecord{}
	}
	records := make([]phaseRecord, 0, len(options.Scenarios))
	for name, config := range options.Scenarios {
		steps := config.GetExecutionRequirements(tuple)
		end, _ := lib.GetEndOffset(steps)
		record := phaseRecord{
			Scenario: name, Executor: config.GetType(), StartMs: config.GetStartTime().Milliseconds(),
			GracefulStopMs: config.GetGracefulStop().Milliseconds(), MaxVUs: lib.GetMaxPossibleVUs(steps),
			DurationMs: max(0, end-config.GetGracefulStop()).Milliseconds(),
		}
		record.Planned, record.Edge = planned(config, tuple)
		records = append(records, record)
	}
	slices.SortFunc(records, func(a, b phaseRecord) int {
		return cmp.Or(cmp.Compare(a.StartMs, b.StartMs), cmp.Compare(a.Scenario, b.Scenario))
	})
	return records
}

func k6Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, dependency := range info.Deps {
		if dependency.Path == "go.k6.io/k6" {
			return dependency.Version
		}
	}
	return ""
}

// edge is how near to the end of a phase a start may be cut off.
const edge = 100 * time.Millisecond
