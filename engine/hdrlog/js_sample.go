package hdrlog

import (
	"time"

	"go.k6.io/k6/metrics"
)

// sampled is one booking as k6's other outputs see it.
type sampled struct {
	outcome, reason string
	ms              float64
	timed           bool
}

func (o *Operation) sample(s sampled) {
	m := o.module
	state := m.vu.State()
	if !m.sendSamples || state == nil {
		return
	}
	key := o.entry.account.key
	tags := state.Tags.GetCurrentValues().Tags.With("operation", key.operation)
	if key.tab != "" {
		tags = tags.With("tab", key.tab)
	}
	now := time.Now()
	if s.timed {
		metrics.PushIfNotDone(m.vu.Context(), state.Samples, metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: m.duration, Tags: tags}, Time: now, Value: s.ms,
		})
	}
	tags = tags.With("outcome", s.outcome)
	if s.reason != "" {
		tags = tags.With("reason", s.reason)
	}
	metrics.PushIfNotDone(m.vu.Context(), state.Samples, metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: m.operations, Tags: tags}, Time: now, Value: 1,
	})
}
