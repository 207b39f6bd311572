package hdrlog

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/lib"

	"scrt-bench/engine/mask"
)

// Bounds of what is written in full.
const (
	fullPerKind   = 20
	maxKinds      = 512
	maxExceptions = 256
	maxText       = 4096
)

// violation is one breach of a contract rule.
type violation struct {
	Kind     string `json:"kind"`
	At       int64  `json:"at"`
	Scenario string `json:"scenario"`
	Rule     string `json:"rule"`
	Mark     string `json:"mark"`
	Sources  string `json:"sources"`
	Place    string `json:"place"`
	Expected string `json:"expected"`
	Received string `json:"received"`
	Repeat   string `json:"repeat"`
}

// exception is the first of its scenario and message.
type exception struct {
	Kind     string `json:"kind"`
	At       int64  `json:"at"`
	Scenario string `json:"scenario"`
	Message  string `json:"message"`
	Stack    string `json:"stack"`
}

// breachKind is what the first violations are kept of: many of a mild mark do not crowd out one of a grave mark.
type breachKind struct{ rule, mark string }

// journal holds the records that the next interval writes.
type journal struct {
	mu         sync.Mutex
	perKind    map[breachKind]int
	exceptions map[[2]string]bool
	pending    []any
}

func newJournal() journal {
	return journal{perKind: map[breachKind]int{}, exceptions: map[[2]string]bool{}}
}

// take gives the records since the last call.
func (j *journal) take() []any {
	j.mu.Lock()
	defer j.mu.Unlock()
	pending := j.pending
	j.pending = nil
	return pending
}

// breach counts a violation and writes the first of each rule and mark in full.
func (r *Recorder) breach(v violation) {
	r.Count("scrt_violations", 1, tag{"rule", v.Rule}, tag{"scenario", v.Scenario})
	j := &r.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	kind := breachKind{v.Rule, v.Mark}
	if seen := j.perKind[kind]; seen >= fullPerKind || (seen == 0 && len(j.perKind) >= maxKinds) {
		return
	}
	j.perKind[kind]++
	v.Kind, v.At = "violation", time.Now().UnixMilli()
	for _, text := range []*string{&v.Rule, &v.Mark, &v.Sources, &v.Place, &v.Expected, &v.Received, &v.Repeat} {
		*text = mask.Text(*text, maxText)
	}
	j.pending = append(j.pending, v)
}

// ReportException books an error that a handler threw outside of any iteration's try block.
func ReportException(ctx context.Context, err error) {
	r := current.Load()
	if r == nil {
		return
	}
	e := exception{Message: err.Error()}
	if state := lib.GetScenarioState(ctx); state != nil {
		e.Scenario = state.Name
	}
	var thrown *sobek.Exception
	if errors.As(err, &thrown) {
		e.Message, e.Stack = thrown.Value().String(), thrown.String()
	}
	r.raised(e)
}

// raised counts an exception and writes it, if it is the first of its scenario and message.
func (r *Recorder) raised(e exception) {
	r.Count("scrt_exceptions", 1, tag{"scenario", e.Scenario})
	e.Kind, e.At = "exception", time.Now().UnixMilli()
	e.Message, e.Stack = mask.Text(e.Message, maxText), mask.Text(e.Stack, maxText)
	j := &r.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	id := [2]string{e.Scenario, e.Message}
	if j.exceptions[id] || len(j.exceptions) >= maxExceptions {
		return
	}
	j.exceptions[id] = true
	j.pending = append(j.pending, e)
}
