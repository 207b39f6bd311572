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
	plans := map[string]*int64{}
	for _, phase := range plan {
		plans[phase.Scenario] = phase.Planned
		r.iterations.getReserved(phase.Scenario)
	}
	for _, book := range r.iterations.list() {
		record.Iterations = append(record.Iterations, book.record(plans[book.scenario]))
	}
	now := clock.Now()
	for _, a := range r.accounts.list() {
		book, ages := a.record(now)
		record.Operations = append(record.Operations, book)
		for _, ms := range ages {
			r.observe(a.series("scrt_operation_age"), ms)
		}
	}
	slices.SortFunc(record.Iterations, func(a, b iterationRecord) int { return cmp.Compare(a.Scenario, b.Scenario) })
	slices.SortFunc(record.Operations, func(a, b operationRecord) int {
		return cmp.Or(cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Tab, b.Tab))
	})
	return record
}

func (b *iterationBook) record(plan *int64) iterationRecord {
	b.mu.Lock()
	defer b.mu.Unlock()
	return iterationRecord{
		Scenario: b.scenario, Planned: plan, Started: b.started.sum, Completed: b.completed.sum, Threw: b.threw.sum,
		Interrupted: b.openLocked(), Cancelled: b.cancelled.sum, Dropped: b.dropped, K6Completed: b.k6Completed,
	}
}

// record is the book, with the ages in ms of what is unanswered, the oldest first.
func (a *account) record(now float64) (record operationRecord, ages []float64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	record = operationRecord{
		Scenario: a.key.scenario, Operation: a.key.operation, Tab: a.key.tab,
		Begun: a.begun.sum, Answered: a.answered.sum, Failed: map[string]int64{},
	}
	for reason, failed := range a.failed {
		record.Failed[reason] = failed.sum
	}
	for o := a.oldest; o != nil; o = o.younger {
		ages = append(ages, now-o.beganAt)
	}
	record.Unanswered = int64(len(ages))
	if len(ages) > 0 {
		record.OldestUnansweredMs = ages[0]
	}
	return record, ages
}
