package eventsource

import (
	"reflect"

	"github.com/grafana/sobek"
)

// ReadyState is https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource-readystate.
type ReadyState int64

// The three states.
const (
	Connecting ReadyState = iota
	Open
	Closed
)

// defineClass builds the constructor with its prototype, once per virtual user.
func (m *ModuleInstance) defineClass() *sobek.Object {
	rt := m.vu.Runtime()
	class := rt.ToValue(m.construct).ToObject(rt)
	proto := class.Get("prototype").ToObject(rt)
	for i, name := range []string{"CONNECTING", "OPEN", "CLOSED"} {
		must(class.DefineDataProperty(name, rt.ToValue(i), sobek.FLAG_FALSE, sobek.FLAG_FALSE, sobek.FLAG_TRUE))
		must(proto.DefineDataProperty(name, rt.ToValue(i), sobek.FLAG_FALSE, sobek.FLAG_FALSE, sobek.FLAG_TRUE))
	}
	m.accessor(proto, "url", func(s *stream) sobek.Value { return rt.ToValue(s.options.url) }, nil)
	m.accessor(proto, "readyState", func(s *stream) sobek.Value { return rt.ToValue(int64(s.state)) }, nil)
	for _, name := range []string{"open", "message", "error"} {
		m.accessor(proto, "on"+name,
			func(s *stream) sobek.Value { return s.listeners.on(name) },
			func(s *stream, v sobek.Value) { s.listeners.setOn(name, v) })
	}
	m.method(proto, "addEventListener", m.addEventListener)
	m.method(proto, "removeEventListener", m.removeEventListener)
	m.method(proto, "close", func(s *stream, _ sobek.FunctionCall) { s.close() })
	return class
}

func (m *ModuleInstance) accessor(
	proto *sobek.Object, name string, get func(*stream) sobek.Value, set func(*stream, sobek.Value),
) {
	rt := m.vu.Runtime()
	getter := rt.ToValue(func(call sobek.FunctionCall) sobek.Value { return get(m.receiver(call)) })
	setter := sobek.Undefined()
	if set != nil {
		setter = rt.ToValue(func(call sobek.FunctionCall) sobek.Value {
			set(m.receiver(call), call.Argument(0))
			return sobek.Undefined()
		})
	}
	must(proto.DefineAccessorProperty(name, getter, setter, sobek.FLAG_TRUE, sobek.FLAG_TRUE))
}

func (m *ModuleInstance) method(proto *sobek.Object, name string, do func(*stream, sobek.FunctionCall)) {
	rt := m.vu.Runtime()
	must(proto.DefineDataProperty(name, rt.ToValue(func(call sobek.FunctionCall) sobek.Value {
		do(m.receiver(call), call)
		return sobek.Undefined()
	}), sobek.FLAG_TRUE, sobek.FLAG_TRUE, sobek.FLAG_TRUE))
}

// receiver finds the stream behind `this`.
func (m *ModuleInstance) receiver(call sobek.FunctionCall) *stream {
	if object, ok := call.This.(*sobek.Object); ok {
		// Only ours is exported: exporting any other object would run its getters, which may lead here again.
		if object.ExportType() == reflect.TypeFor[*instance]() {
			return object.Export().(*instance).stream //nolint:forcetypeassert // the line above
		}
	}
	panic(m.vu.Runtime().NewTypeError("EventSource: illegal invocation, `this` is no EventSource"))
}

func (m *ModuleInstance) addEventListener(s *stream, call sobek.FunctionCall) {
	handler := call.Argument(1)
	function, ok := sobek.AssertFunction(handler)
	if !ok {
		panic(m.vu.Runtime().NewTypeError("EventSource: the handler for %q must be a function", call.Argument(0).String()))
	}
	s.listeners.add(call.Argument(0).String(), handler, function)
}

func (m *ModuleInstance) removeEventListener(s *stream, call sobek.FunctionCall) {
	s.listeners.remove(call.Argument(0).String(), call.Argument(1))
}

// must is for definitions that cannot fail on a fresh object.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
