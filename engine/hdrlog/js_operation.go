package hdrlog

import (
	"strconv"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/metrics"

	"scrt-bench/engine/clock"
)

// Operation is what begin returns to the script.
type Operation struct {
	module   *ModuleInstance
	recorder *Recorder
	key      accountKey
	entry    *operation
}

// begin is `begin(operation, tags)`.
func (m *ModuleInstance) begin(call sobek.FunctionCall) sobek.Value {
	m.requireRun("begin")
	name, ok := call.Argument(0).Export().(string)
	if !ok || name == "" {
		m.refuse("begin: the operation must be a name, not %s", call.Argument(0))
	}
	key := accountKey{scenario: m.scenario(), operation: name}
	for _, t := range m.tags(call.Argument(1), "begin") {
		if t.name != "tab" {
			m.refuse("begin: unknown tag %q; allowed is tab", t.name)
		}
		key.tab = t.value
	}
	o := &Operation{module: m, recorder: current.Load(), key: key}
	if o.recorder != nil {
		o.entry = o.recorder.begin(key)
	} else {
		o.entry = &operation{beganAt: clock.Now()}
	}
	o.sample(sampled{outcome: "begun"})
	return m.vu.Runtime().NewDynamicObject(&handle[*Operation]{value: o, methods: m.operationMethods})
}

// answer is `operation.answer(options)`.
func (o *Operation) answer(call sobek.FunctionCall) sobek.Value {
	at, status := o.module.closing(call.Argument(0), "answer")
	if at < 0 {
		at = clock.Now()
	}
	ms, ok := o.close(at)
	if !ok {
		return sobek.Undefined()
	}
	o.countStatus("answered", status)
	o.sample(sampled{outcome: "answered", ms: ms, timed: true})
	return o.module.vu.Runtime().ToValue(ms)
}

func (o *Operation) close(at float64) (float64, bool) {
	if o.recorder != nil {
		return o.recorder.answer(o.entry, at)
	}
	if o.entry.closed {
		return 0, false
	}
	o.entry.closed = true
	return max(0, at-o.entry.beganAt), true
}

// fail is `operation.fail(reason, options)`.
func (o *Operation) fail(call sobek.FunctionCall) sobek.Value {
	m := o.module
	reason, ok := call.Argument(0).Export().(string)
	if !ok || reason == "" {
		m.refuse("fail: the reason must be a name, not %s", call.Argument(0))
	}
	_, status := m.closing(call.Argument(1), "fail")
	closed := !o.entry.closed
	if o.recorder != nil {
		closed = o.recorder.fail(o.entry, reason)
	}
	o.entry.closed = true
	if closed {
		o.countStatus("failed", status)
		o.sample(sampled{outcome: "failed", reason: reason})
	}
	return m.vu.Runtime().ToValue(closed)
}

// closing reads {at, status}; at is negative and status 0 when absent.
func (m *ModuleInstance) closing(v sobek.Value, place string) (at float64, status int64) {
	at = -1
	object := m.object(v, place+": options")
	if object == nil {
		return at, 0
	}
	for _, name := range object.Keys() {
		value := object.Get(name)
		if sobek.IsUndefined(value) {
			continue
		}
		n, ok := number(value)
		switch {
		case !ok || n < 0:
			m.refuse("%s: option %q must be a number of at least 0, not %s", place, name, value)
		case name == "at":
			at = n
		case name == "status":
			status = int64(n)
		default:
			m.refuse("%s: unknown option %q; allowed are at, status", place, name)
		}
	}
	return at, status
}

func (o *Operation) countStatus(outcome string, status int64) {
	if o.recorder != nil && status > 0 {
		o.recorder.Count("scrt_operation_status", 1, tag{"operation", o.key.operation}, tag{"outcome", outcome},
			tag{"scenario", o.key.scenario}, tag{"status", strconv.FormatInt(status, 10)})
	}
}

// sampled is one booking as k6's other outputs see it.
type sampled struct {
	outcome, reason string
	ms              float64
	timed           bool
}

func (o *Operation) sample(s sampled) {
	m := o.module
	state := m.vu.State()
	if !m.sendSamples || state == nil {
		return
	}
	tags := state.Tags.GetCurrentValues().Tags.With("operation", o.key.operation)
	if o.key.tab != "" {
		tags = tags.With("tab", o.key.tab)
	}
	now := time.Now()
	if s.timed {
		metrics.PushIfNotDone(m.vu.Context(), state.Samples, metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: m.duration, Tags: tags}, Time: now, Value: s.ms,
		})
	}
	tags = tags.With("outcome", s.outcome)
	if s.reason != "" {
		tags = tags.With("reason", s.reason)
	}
	metrics.PushIfNotDone(m.vu.Context(), state.Samples, metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: m.operations, Tags: tags}, Time: now, Value: 1,
	})
}
