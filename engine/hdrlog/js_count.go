package hdrlog

import (
	"math"
	"slices"
	"strings"

	"github.com/grafana/sobek"
)

// reserved names are written by the books themselves.
var reserved = []string{ //nolint:gochecknoglobals // a constant
	"scrt_clock_anomalies", "scrt_exceptions", "scrt_iterations", "scrt_operation_age", metricDuration,
	"scrt_operation_status", metricOperations, "scrt_violations",
}

const (
	metricLetters  = "abcdefghijklmnopqrstuvwxyz_"
	maxSafeInteger = 1<<53 - 1
)

// count is `count(metric, n, tags)`.
func (m *ModuleInstance) count(call sobek.FunctionCall) sobek.Value {
	metric := m.metric(call.Argument(0), "count")
	n := 1.0
	if v := call.Argument(1); !sobek.IsUndefined(v) {
		var ok bool
		if n, ok = number(v); !ok || n < 0 || n > maxSafeInteger || n != math.Trunc(n) {
			m.refuse("count: n must be a safe integer of at least 0, not %s", v)
		}
	}
	tags := m.scenarioTags(call.Argument(2), "count")
	if r := current.Load(); r != nil {
		r.Count(metric, int64(n), tags...)
	}
	return sobek.Undefined()
}

// observe is `observe(metric, ms, tags)`.
func (m *ModuleInstance) observe(call sobek.FunctionCall) sobek.Value {
	metric := m.metric(call.Argument(0), "observe")
	ms, ok := number(call.Argument(1))
	if !ok {
		m.refuse("observe: ms must be a number, not %s", call.Argument(1))
	}
	tags := m.scenarioTags(call.Argument(2), "observe")
	if r := current.Load(); r != nil {
		r.Observe(metric, ms, tags...)
	}
	return sobek.Undefined()
}

func (m *ModuleInstance) metric(v sobek.Value, place string) string {
	m.requireRun(place)
	name, _ := text(v)
	if rest, ok := strings.CutPrefix(name, "scrt_"); !ok || rest == "" || strings.Trim(rest, metricLetters) != "" {
		m.refuse("%s: the metric %q does not match ^scrt_[a-z_]+$", place, name)
	}
	if slices.Contains(reserved, name) {
		m.refuse("%s: %s is written by the books; reserved are %s", place, name, strings.Join(reserved, ", "))
	}
	return name
}

// scenarioTags reads tags and adds the scenario unless the script names one.
func (m *ModuleInstance) scenarioTags(v sobek.Value, place string) []tag {
	tags := m.tags(v, place)
	if !slices.ContainsFunc(tags, func(t tag) bool { return t.name == "scenario" }) {
		tags = append(tags, tag{"scenario", m.lifetime().scenario})
	}
	return tags
}

// tags reads an object of tags from the closed list.
func (m *ModuleInstance) tags(v sobek.Value, place string) []tag {
	object := m.object(v, place+": tags")
	if object == nil {
		return nil
	}
	names := object.Keys()
	tags := make([]tag, 0, len(names)+1) // and the scenario
	for _, name := range names {
		if err := checkTagName(name); err != nil {
			m.refuse("%s: %s", place, err.Error())
		}
		value := object.Get(name)
		switch value.ExportType() {
		case typeNull:
			continue
		case typeString, typeInteger, typeFloat, typeBoolean:
			tags = append(tags, tag{name, value.String()})
		default:
			m.refuse("%s: the tag %q must be a string or a number", place, name)
		}
	}
	return tags
}
