// Package hdrlog is the k6 module k6/x/hdrlog, the books of a run, and the k6 output hdrlog, which writes them.
//
// Scripts record into one process-wide Recorder, directly and not through k6's samples, so nothing is lost when a
// context ends. The output adds the samples that k6 and other modules send, and writes an interval at a time.
package hdrlog

import (
	"fmt"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/modules"
	"go.k6.io/k6/metrics"
)

// Metrics that are also sent as k6 samples when HDRLOG_SAMPLES=1, for k6's other outputs.
const (
	metricDuration   = "scrt_operation_duration"
	metricOperations = "scrt_operations"
)

// RootModule makes an instance for each virtual user.
type RootModule struct{}

// ModuleInstance belongs to one virtual user.
type ModuleInstance struct {
	vu          modules.VU
	sendSamples bool
	duration    *metrics.Metric
	operations  *metrics.Metric

	life             *lifetime
	exports          modules.Exports
	operationMethods methods
	iterationMethods methods
}

var _ modules.Module = &RootModule{}

// New returns the root module.
func New() *RootModule { return &RootModule{} }

// NewModuleInstance implements modules.Module.
func (*RootModule) NewModuleInstance(vu modules.VU) modules.Instance {
	env := vu.InitEnv()
	m := &ModuleInstance{
		vu:         vu,
		duration:   env.Registry.MustNewMetric(metricDuration, metrics.Trend, metrics.Time),
		operations: env.Registry.MustNewMetric(metricOperations, metrics.Counter),
	}
	if env.LookupEnv != nil {
		value, _ := env.LookupEnv("HDRLOG_SAMPLES")
		m.sendSamples = value == "1"
	}
	m.define()
	return m
}

// Exports implements modules.Instance. k6 calls it at every use of an imported name, so it is made once.
func (m *ModuleInstance) Exports() modules.Exports { return m.exports }

func (m *ModuleInstance) define() {
	m.operationMethods = methods{"answer": method(m, (*Operation).answer), "fail": method(m, (*Operation).fail)}
	m.iterationMethods = methods{"complete": method(m, (*Iteration).complete), "throw": method(m, (*Iteration).threw)}
	m.exports = modules.Exports{Named: map[string]any{}}
	for name, function := range map[string]func(sobek.FunctionCall) sobek.Value{
		"begin": m.begin, "startIteration": m.startIteration, "count": m.count, "observe": m.observe,
		"violation": m.violation, "stopping": m.stopping,
	} {
		m.exports.Named[name] = m.vu.Runtime().ToValue(function)
	}
}

// stopping is `stopping()`.
func (m *ModuleInstance) stopping(sobek.FunctionCall) sobek.Value {
	return m.vu.Runtime().ToValue(m.isStopping())
}

func (m *ModuleInstance) isStopping() bool {
	r := current.Load()
	return m.vu.Context().Err() != nil || (r != nil && r.stop.Load())
}

// refuse throws a TypeError into the script.
func (m *ModuleInstance) refuse(format string, args ...any) {
	panic(m.vu.Runtime().NewTypeError("%s", fmt.Sprintf(format, args...)))
}

func (m *ModuleInstance) requireRun(function string) {
	if m.vu.State() == nil {
		m.refuse("%s: not available in the init context", function)
	}
}
