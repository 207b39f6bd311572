package eventsource

import (
	"context"
	"net/http"

	"github.com/grafana/sobek"
	"github.com/mstoykov/k6-taskqueue-lib/taskqueue"
	"go.k6.io/k6/js/common"
)

// construct is `new EventSource(url, options)`: it validates on the event loop and leaves the work to a goroutine.
func (m *ModuleInstance) construct(call sobek.ConstructorCall) *sobek.Object {
	rt := m.vu.Runtime()
	state := m.vu.State()
	if state == nil {
		panic(rt.NewTypeError("EventSource: not available in the init context; open streams in an exported function"))
	}
	o, err := parseOptions(rt, call.Argument(0), call.Argument(1))
	if err != nil {
		panic(rt.NewTypeError("%s", err.Error()))
	}
	tags := state.Tags.GetCurrentValues()
	if err := common.ApplyCustomUserTags(rt, &tags, o.tags); err != nil {
		panic(rt.NewTypeError("%s", err.Error()))
	}
	m.streams++
	parent := m.vu.Context()
	ctx, cancel := context.WithCancel(parent)
	s := &stream{
		options: o, metrics: m.metrics, tags: tags.Tags, metadata: tags.Metadata,
		samples: state.Samples, logger: state.Logger,
		network: newNetwork(state), runtime: rt, vuContext: parent, ctx: ctx, cancel: cancel,
		tasks: taskqueue.New(m.vu.RegisterCallback), lastEventID: o.lastEventID,
		seed: state.VUIDGlobal<<32 | m.streams,
	}
	must(call.This.DefineDataPropertySymbol(streamKey, rt.ToValue(s),
		sobek.FLAG_FALSE, sobek.FLAG_FALSE, sobek.FLAG_FALSE))
	go s.run()
	return call.This
}

// header builds the request's headers.
func (s *stream) header() http.Header {
	header := http.Header{}
	header.Set("Accept", "text/event-stream")
	header.Set("Accept-Encoding", "identity")
	header.Set("Cache-Control", "no-store")
	if s.network.userAgent != "" {
		header.Set("User-Agent", s.network.userAgent)
	}
	for name, value := range s.options.headers {
		header.Set(name, value)
	}
	if s.lastEventID != "" {
		header.Set("Last-Event-ID", s.lastEventID)
	}
	return header
}
