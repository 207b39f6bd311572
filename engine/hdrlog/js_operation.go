package hdrlog

import (
	"github.com/grafana/sobek"

	"scrt-bench/engine/clock"
)

// Operation is what begin returns to the script.
type Operation struct {
	module   *ModuleInstance
	recorder *Recorder
	life     *lifetime
	entry    *operation
}

// begin is `begin(operation, tags)`.
func (m *ModuleInstance) begin(call sobek.FunctionCall) sobek.Value {
	m.requireRun("begin")
	name, ok := text(call.Argument(0))
	if !ok || name == "" {
		m.refuse("begin: the operation must be a name, not %s", call.Argument(0))
	}
	life := m.lifetime()
	key := accountKey{scenario: life.scenario, operation: name}
	for _, t := range m.tags(call.Argument(1), "begin") {
		if t.name != "tab" {
			m.refuse("begin: unknown tag %q; allowed is tab", t.name)
		}
		key.tab = t.value
	}
	object := &handle[Operation]{methods: m.operationMethods}
	o := &object.value
	o.module, o.recorder, o.life = m, current.Load(), life
	if o.recorder != nil {
		o.entry = o.recorder.begin(key)
	} else {
		o.entry = &operation{account: &account{key: key}, beganAt: clock.Now()}
	}
	o.sample(sampled{outcome: "begun"})
	return m.vu.Runtime().NewDynamicObject(object)
}

// answer is `operation.answer(options)`. After k6 has cut the iteration off, only a stamp of before is an answer;
// without one the operation stays unanswered, which it was at the cut.
func (o *Operation) answer(call sobek.FunctionCall) sobek.Value {
	at, code := o.module.closing(call.Argument(0), "answer")
	inTime := o.life.covers(at)
	if at < 0 {
		at, inTime = clock.Now(), !o.life.ended()
	}
	if !inTime {
		return sobek.Undefined()
	}
	ms, open := o.close(at)
	if !open {
		return sobek.Undefined()
	}
	o.countStatus("answered", code)
	o.sample(sampled{outcome: "answered", ms: ms, timed: true})
	return o.module.vu.Runtime().ToValue(ms)
}

func (o *Operation) close(at float64) (ms float64, open bool) {
	if o.recorder == nil {
		return max(0, at-o.entry.beganAt), o.entry.close()
	}
	return o.recorder.answer(o.entry, at)
}

// fail is `operation.fail(reason, options)`. What fails after k6 has cut the iteration off failed by the cut, not by
// the target: the operation stays unanswered, which it was at the cut.
func (o *Operation) fail(call sobek.FunctionCall) sobek.Value {
	m := o.module
	reason, ok := text(call.Argument(0))
	if !ok || reason == "" {
		m.refuse("fail: the reason must be a name, not %s", call.Argument(0))
	}
	_, code := m.closing(call.Argument(1), "fail")
	if o.life.ended() {
		return m.vu.Runtime().ToValue(false)
	}
	open := o.closeFailed(reason)
	if open {
		o.countStatus("failed", code)
		o.sample(sampled{outcome: "failed", reason: reason})
	}
	return m.vu.Runtime().ToValue(open)
}

func (o *Operation) closeFailed(reason string) (open bool) {
	if o.recorder == nil {
		return o.entry.close()
	}
	return o.recorder.fail(o.entry, reason)
}

// closing reads {at, status}; at is negative and the status 0 when absent.
func (m *ModuleInstance) closing(v sobek.Value, place string) (at float64, code int64) {
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
			code = int64(n)
		default:
			m.refuse("%s: unknown option %q; allowed are at, status", place, name)
		}
	}
	return at, code
}

func (o *Operation) countStatus(outcome string, code int64) {
	if o.recorder != nil {
		o.recorder.countStatus(o.entry.account, status{outcome, code})
	}
}
