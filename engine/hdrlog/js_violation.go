package hdrlog

import (
	"strings"

	"github.com/grafana/sobek"
)

// violation is `violation({rule, place, expected, received, mark, sources, repeat})`.
func (m *ModuleInstance) violation(call sobek.FunctionCall) sobek.Value {
	m.requireRun("violation")
	object := m.object(call.Argument(0), "violation: its argument")
	if object == nil {
		m.refuse("violation: its argument must be an object")
	}
	v := violation{Scenario: m.lifetime().scenario}
	fields := map[string]*string{
		"rule": &v.Rule, "place": &v.Place, "expected": &v.Expected, "received": &v.Received,
		"mark": &v.Mark, "sources": &v.Sources, "repeat": &v.Repeat,
	}
	for _, name := range object.Keys() {
		field, known := fields[name]
		if !known {
			m.refuse("violation: unknown field %q; allowed are %s",
				name, strings.Join([]string{"rule", "place", "expected", "received", "mark", "sources", "repeat"}, ", "))
		}
		if value := object.Get(name); !sobek.IsUndefined(value) {
			*field = value.String()
		}
	}
	if v.Rule == "" {
		m.refuse("violation: the rule must be named")
	}
	if r := current.Load(); r != nil {
		r.breach(v)
	}
	return sobek.Undefined()
}
