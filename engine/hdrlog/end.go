package hdrlog

import (
	"cmp"
	"slices"
	"time"

	"scrt-bench/engine/clock"
	"scrt-bench/engine/mask"
)

// endRecord is the line of kind end: both books.
type endRecord struct {
	Kind       string            `json:"kind"`
	At         int64             `json:"at"`
	Aborted    bool              `json:"aborted"`
	Error      string            `json:"error"`
	Iterations []iterationRecord `json:"iterations"`
	Operations []operationRecord `json:"operations"`
}

type iterationRecord struct {
	Scenario    string `json:"scenario"`
	Planned     *int64 `json:"planned"`
	Started     int64  `json:"started"`
	Completed   int64  `json:"completed"`
	Threw       int64  `json:"threw"`
	Interrupted int64  `json:"interrupted"`
	Cancelled   int64  `json:"cancelled"`
	Dropped     int64  `json:"dropped"`
	K6Completed int64  `json:"k6Completed"`
}

type operationRecord struct {
	Scenario           string           `json:"scenario"`
	Operation          string           `json:"operation"`
	Tab                string           `json:"tab,omitempty"`
	Begun              int64            `json:"begun"`
	Answered           int64            `json:"answered"`
	Failed             map[string]int64 `json:"failed"`
	Unanswered         int64            `json:"unanswered"`
	OldestUnansweredMs float64          `json:"oldestUnansweredMs"`
}

// close records the ages of what is unanswered and sums both books up. Every phase of the plan gets a line, even if
// nothing of it ever started.
func (r *Recorder) close(testErr error, plan []phaseRecord) endRecord {
	record := endRecord{
		Kind: "end", At: time.Now().UnixMilli(), Aborted: testErr != nil,
		Iterations: []iterationRecord{}, Operations: []operationRecord{},
	}
	if testErr != nil {
		record.Error = mask.Text(testErr.Error(), maxText)
	}
	now := clock.Now()
	r.recordAges(now)
	r.mu.Lock()
	defer r.mu.Unlock()
	plans := map[string]*int64{}
	for _, phase := range plan {
		plans[phase.Scenario] = phase.Planned
		r.iterationsLocked(phase.Scenario)
	}
	for scenario, book := range r.iterations {
		record.Iterations = append(record.Iterations, book.record(scenario, plans[scenario]))
	}
	for _, a := range r.accounts {
		record.Operations = append(record.Operations, a.record(now))
	}
	slices.SortFunc(record.Iterations, func(a, b iterationRecord) int { return cmp.Compare(a.Scenario, b.Scenario) })
	slices.SortFunc(record.Operations, func(a, b operationRecord) int {
		return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Tab, b.Tab))
	})
	return record
}

// recordAges puts the age of each unanswered operation into scrt_operation_age.
func (r *Recorder) recordAges(now float64) {
	type age struct {
		key string
		ms  float64
	}
	var ages []age
	r.mu.Lock()
	for _, a := range r.accounts {
		key := seriesKey("scrt_operation_age",
			tag{"operation", a.key.operation}, tag{"scenario", a.key.scenario}, tag{"tab", a.key.tab})
		for o := a.oldest; o != nil; o = o.younger {
			ages = append(ages, age{key, now - o.beganAt})
		}
	}
	r.mu.Unlock()
	for _, a := range ages {
		r.observeKey(a.key, a.ms)
	}
}

func (b *iterationBook) record(scenario string, plan *int64) iterationRecord {
	return iterationRecord{
		Scenario: scenario, Planned: plan, Started: b.started.sum, Completed: b.completed.sum, Threw: b.threw.sum,
		Interrupted: b.open(), Cancelled: b.cancelled.sum, Dropped: b.dropped, K6Completed: b.k6Completed,
	}
}

func (a *account) record(now float64) operationRecord {
	record := operationRecord{
		Scenario: a.key.scenario, Operation: a.key.operation, Tab: a.key.tab,
		Begun: a.begun.sum, Answered: a.answered.sum, Failed: map[string]int64{},
	}
	for reason, failed := range a.failed {
		record.Failed[reason] = failed.sum
	}
	for o := a.oldest; o != nil; o = o.younger {
		record.Unanswered++
	}
	if a.oldest != nil {
		record.OldestUnansweredMs = now - a.oldest.beganAt
	}
	return record
}
