package hdrlog

import (
	"github.com/grafana/sobek"
)

// Iteration is what startIteration returns to the script.
type Iteration struct {
	module   *ModuleInstance
	recorder *Recorder
	entry    *iteration
}

// startIteration is `startIteration()`.
func (m *ModuleInstance) startIteration(sobek.FunctionCall) sobek.Value {
	m.requireRun("startIteration")
	r, stopping := current.Load(), m.isStopping()
	i := &Iteration{module: m, recorder: r, entry: &iteration{}}
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
	if i.recorder != nil {
		i.recorder.endIteration(i.entry, false)
	}
	return sobek.Undefined()
}

// threw is `iteration.throw(error)`.
func (i *Iteration) threw(call sobek.FunctionCall) sobek.Value {
	if i.recorder == nil || !i.recorder.endIteration(i.entry, true) {
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
