// Package eventsource is the k6 module k6/x/eventsource: server-sent events with many streams per virtual user.
//
// The constructor validates and returns; one goroutine per stream connects, reads, parses and stamps, and touches no
// JavaScript value; one mailbox per iteration stands between them and the event loop, where every handler runs, and
// bounds what waits of each stream. The mailbox holds one registered callback, so the iteration, and with it the
// samples channel, outlives the goroutines.
package eventsource

import (
	"context"
	"sync"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/modules"

	"scrt-bench/engine/clock"
)

// RootModule makes an instance for each virtual user.
type RootModule struct{ told sync.Map } // codes that the whole run logs once

// HandlerError, if set before the run, is told of each error that a handler throws, with the iteration's context. k6
// itself only logs it. It is called on the event loop.
var HandlerError func(ctx context.Context, err error) //nolint:gochecknoglobals // set once, by main

// ModuleInstance belongs to one virtual user.
type ModuleInstance struct {
	vu      modules.VU
	told    *sync.Map
	metrics *streamMetrics
	exports modules.Exports
	box     *mailbox // of the current iteration
	streams uint64   // opened so far: a seed
}

var _ modules.Module = &RootModule{}

// New returns the root module.
func New() *RootModule { return &RootModule{} }

// NewModuleInstance implements modules.Module.
func (r *RootModule) NewModuleInstance(vu modules.VU) modules.Instance {
	m := &ModuleInstance{vu: vu, told: &r.told, metrics: registerMetrics(vu.InitEnv().Registry)}
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
