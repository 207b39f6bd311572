package hdrlog

import (
	"github.com/grafana/sobek"
)

// Iteration is what startIteration returns to the script.
type Iteration struct {
	recorder *Recorder
	life     *lifetime
	entry    *iteration
}

// startIteration is `startIteration()`.
func (m *ModuleInstance) startIteration(sobek.FunctionCall) sobek.Value {
	m.requireRun("startIteration")
	r, stopping := current.Load(), m.isStopping()
	i := &Iteration{recorder: r, life: m.lifetime(), entry: &iteration{}}
	if r != nil {
		entry, started := r.startIteration(m.scenario(), stopping)
		if !started {
			return sobek.Undefined()
		}
		i.entry = entry
	} else if stopping {
		return sobek.Undefined()
	}
	return m.vu.Runtime().NewDynamicObject(&handle[*Iteration]{value: i, methods: m.iterationMethods})
}

// complete is `iteration.complete()`.
func (i *Iteration) complete(sobek.FunctionCall) sobek.Value {
	i.end(false)
	return sobek.Undefined()
}

// end books the end of the iteration, unless k6 has cut it off: then it stays open, which is to say interrupted, as in
// k6's own count, and what it threw came of the cut.
func (i *Iteration) end(threw bool) bool {
	return i.recorder != nil && !i.life.ended() && i.recorder.endIteration(i.entry, threw)
}

// threw is `iteration.throw(error)`.
func (i *Iteration) threw(call sobek.FunctionCall) sobek.Value {
	if !i.end(true) {
		return sobek.Undefined()
	}
	message, stack := describe(call.Argument(0))
	i.recorder.raised(exception{Scenario: i.entry.scenario, Message: message, Stack: stack})
	return sobek.Undefined()
}

// describe reads what was thrown, which may be anything.
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
