package eventsource

import (
	"github.com/grafana/sobek"
	"go.k6.io/k6/js/common"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/metrics"
)

// construct is `new EventSource(url, options)`: it validates on the event loop and leaves the work to a goroutine.
func (m *ModuleInstance) construct(call sobek.ConstructorCall) *sobek.Object {
	rt := m.vu.Runtime()
	state := m.vu.State()
	// k6 waits for what an iteration has begun, and for nothing else: in setup and teardown a stream could outlive the
	// channel of the samples. Virtual users that iterate are numbered from 1.
	if state == nil || state.VUID == 0 {
		m.refuse(newFailure(CodeNoIteration,
			"EventSource: available in iterations only, not in the init context, setup, teardown or handleSummary"))
	}
	s := &stream{}
	if failure := s.options.parse(rt, call.Argument(0), call.Argument(1)); failure != nil {
		m.refuse(failure)
	}
	tags, err := streamTags(rt, state, s.options.url, call.Argument(1))
	if err != nil {
		m.refuse(newFailure(CodeBadOption, "EventSource: %w", err))
	}
	m.streams++
	s.box = m.mailbox()
	s.tally = s.box.tallyOf(tags)
	s.lastEventID = s.options.lastEventID
	s.seed = state.VUIDGlobal<<32 | m.streams
	s.this = rt.NewDynamicObject(&instance{stream: s})
	must(s.this.SetPrototype(call.This.Prototype()))
	s.box.add(s)
	go s.run()
	return s.this
}

// streamTags are those of the virtual user, the ones that k6 gives any request, and the script's own.
func streamTags(rt *sobek.Runtime, state *lib.State, url string, options sobek.Value) (metrics.TagsAndMeta, error) {
	tags := state.Tags.GetCurrentValues()
	var own sobek.Value
	if !common.IsNullish(options) {
		own = options.ToObject(rt).Get("tags")
	}
	if err := common.ApplyCustomUserTags(rt, &tags, own); err != nil {
		return tags, err //nolint:wrapcheck // the caller says where
	}
	name, named := tags.Tags.Get(metrics.TagName.String())
	if !named {
		name = url
	}
	tags.SetSystemTagOrMetaIfEnabled(state.Options.SystemTags, metrics.TagURL, name)
	tags.SetSystemTagOrMetaIfEnabled(state.Options.SystemTags, metrics.TagName, name)
	return tags, nil
}

// refuse throws a TypeError that carries the failure's code.
func (m *ModuleInstance) refuse(failure *Failure) {
	thrown := m.vu.Runtime().NewTypeError("%s", failure.Error())
	must(thrown.Set("code", string(failure.Code)))
	panic(thrown)
}
