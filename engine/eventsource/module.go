// Package eventsource is the k6 module k6/x/eventsource: server-sent events with many streams per virtual user.
//
// The constructor validates and returns; one goroutine per stream connects, reads, parses and stamps, and touches no
// JavaScript value; a bounded queue stands between it and the event loop, where every handler runs. The stream's task
// queue holds one registered callback, so the iteration, and with it the samples channel, outlives the goroutine.
package eventsource

import (
	"context"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/modules"

	"scrt-bench/engine/clock"
)

// RootModule makes an instance for each virtual user.
type RootModule struct{}

// HandlerError, if set before the run, is told of each error that a handler throws, with the iteration's context. k6
// itself only logs it. It is called on the event loop.
var HandlerError func(ctx context.Context, err error) //nolint:gochecknoglobals // set once, by main

// ModuleInstance belongs to one virtual user.
type ModuleInstance struct {
	vu      modules.VU
	metrics *streamMetrics
	exports modules.Exports
	streams uint64
}

var _ modules.Module = &RootModule{}

// New returns the root module.
func New() *RootModule { return &RootModule{} }

// NewModuleInstance implements modules.Module.
func (*RootModule) NewModuleInstance(vu modules.VU) modules.Instance {
	m := &ModuleInstance{vu: vu, metrics: registerMetrics(vu.InitEnv().Registry)}
	m.exports = modules.Exports{Named: map[string]any{"EventSource": m.defineClass(), "now": vu.Runtime().ToValue(m.now)}}
	return m
}

// now is `now()`.
func (m *ModuleInstance) now(sobek.FunctionCall) sobek.Value {
	return m.vu.Runtime().ToValue(clock.Now())
}

// Exports implements modules.Instance. k6 calls it at every use of an imported name, so it must give the same values
// each time: else EventSource is another class at each use, and now() costs ten microseconds.
func (m *ModuleInstance) Exports() modules.Exports { return m.exports }
