package hdrlog

import (
	"github.com/grafana/sobek"
)

// Iteration is what startIteration returns to the script.
type Iteration struct {
	module   *ModuleInstance
	recorder *Recorder
	life     *lifetime
	entry    *iteration // nil without a recorder
}

// startIteration is `startIteration()`.
func (m *ModuleInstance) startIteration(sobek.FunctionCall) sobek.Value {
	m.requireRun("startIteration")
	r, stopping := current.Load(), m.isStopping()
	i := Iteration{module: m, recorder: r, life: m.lifetime()}
	if r != nil {
		i.entry = r.startIteration(i.life.scenario, stopping)
	}
	if i.entry != nil {
		i.life.of(i.entry)
	}
	if stopping {
		return sobek.Undefined()
	}
	return m.vu.Runtime().NewDynamicObject(&handle[Iteration]{value: i, methods: m.iterationMethods})
}

// complete is `iteration.complete()`.
func (i *Iteration) complete(sobek.FunctionCall) sobek.Value {
	i.end(false)
	return sobek.Undefined()
}

// end books the end of the iteration, unless k6 has cut it off: then it stays open, which is to say interrupted, as in
// k6's own count, and what it threw came of the cut.
func (i *Iteration) end(threw bool) bool {
	return i.entry != nil && !i.life.ended() && i.entry.end(threw)
}

// threw is `iteration.throw(error)`.
func (i *Iteration) threw(call sobek.FunctionCall) sobek.Value {
	if !i.end(true) {
		return sobek.Undefined()
	}
	e := exception{Scenario: i.life.scenario}
	if i.module.vu.Runtime().Try(func() { e.Message, e.Stack = describe(call.Argument(0)) }) != nil {
		e.Message = "thrown was an object that cannot be made a string"
	}
	i.recorder.raised(e)
	return sobek.Undefined()
}

// describe reads what was thrown, which may be anything: it runs the script's own toString, which may throw.
func describe(thrown sobek.Value) (message, stack string) {
	object, ok := thrown.(*sobek.Object)
	if !ok {
		return thrown.String(), ""
	}
	message = object.String()
	if v := object.Get("stack"); v != nil && !sobek.IsUndefined(v) {
		stack = v.String()
	}
	return message, stack
}
