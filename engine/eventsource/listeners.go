package eventsource

import (
	"slices"

	"github.com/grafana/sobek"
)

// listener is one handler; on tells the one that was set as a property (onmessage …), which keeps its place.
type listener struct {
	name  string
	on    bool
	value sobek.Value
	call  sobek.Callable
}

// listeners are in the order of their registration; a stream has a few, so a slice is smaller and faster than a map.
type listeners struct {
	all     []listener
	changes int // removals and replacements so far
}

func (l *listeners) add(name string, value sobek.Value, call sobek.Callable) {
	same := func(x listener) bool { return !x.on && x.name == name && x.value.SameAs(value) }
	if !slices.ContainsFunc(l.all, same) {
		l.all = append(l.all, listener{name: name, value: value, call: call})
	}
}

func (l *listeners) remove(name string, value sobek.Value) {
	l.changes++
	l.all = slices.DeleteFunc(slices.Clone(l.all), func(x listener) bool {
		return !x.on && x.name == name && x.value.SameAs(value)
	})
}

func (l *listeners) on(name string) sobek.Value {
	for _, x := range l.all {
		if x.on && x.name == name {
			return x.value
		}
	}
	return sobek.Null()
}

// setOn sets, replaces or, with anything that is no function, removes the property's handler.
func (l *listeners) setOn(name string, value sobek.Value) {
	isOn := func(x listener) bool { return x.on && x.name == name }
	at := slices.IndexFunc(l.all, isOn)
	call, ok := sobek.AssertFunction(value)
	l.changes++
	switch {
	case !ok:
		l.all = slices.DeleteFunc(slices.Clone(l.all), isOn)
	case at >= 0:
		l.all = slices.Clone(l.all)
		l.all[at] = listener{name: name, on: true, value: value, call: call}
	default:
		l.all = append(l.all, listener{name: name, on: true, value: value, call: call})
	}
}

func (l *listeners) has(name string) bool {
	return slices.ContainsFunc(l.all, func(x listener) bool { return x.name == name })
}

// holds tells whether x is still a listener.
func (l *listeners) holds(x listener) bool {
	return slices.ContainsFunc(l.all, func(y listener) bool {
		return y.on == x.on && y.name == x.name && y.value.SameAs(x.value)
	})
}
