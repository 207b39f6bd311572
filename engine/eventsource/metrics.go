package eventsource

import (
	"sync"
	"time"

	"go.k6.io/k6/metrics"
)

// streamMetrics are all metrics of this extension; README.md documents them.
type streamMetrics struct {
	connecting    *metrics.Metric
	waiting       *metrics.Metric
	events        *metrics.Metric
	bytes         *metrics.Metric
	reconnects    *metrics.Metric
	errors        *metrics.Metric
	overflows     *metrics.Metric
	streamsOpen   *metrics.Metric
	dispatchDelay *metrics.Metric
	rootTags      *metrics.TagSet
}

func registerMetrics(registry *metrics.Registry) *streamMetrics {
	return &streamMetrics{
		connecting:    registry.MustNewMetric("eventsource_connecting", metrics.Trend, metrics.Time),
		waiting:       registry.MustNewMetric("eventsource_waiting", metrics.Trend, metrics.Time),
		events:        registry.MustNewMetric("eventsource_events", metrics.Counter),
		bytes:         registry.MustNewMetric("eventsource_bytes", metrics.Counter, metrics.Data),
		reconnects:    registry.MustNewMetric("eventsource_reconnects", metrics.Counter),
		errors:        registry.MustNewMetric("eventsource_errors", metrics.Counter),
		overflows:     registry.MustNewMetric("eventsource_overflows", metrics.Counter),
		streamsOpen:   registry.MustNewMetric("eventsource_streams_open", metrics.Gauge),
		dispatchDelay: registry.MustNewMetric("eventsource_dispatch_delay", metrics.Trend, metrics.Time),
		rootTags:      registry.RootTagSet(),
	}
}

// openStreams is process-wide: a gauge of one virtual user would tell nothing.
var openStreams struct { //nolint:gochecknoglobals // see above
	sync.Mutex
	count int64
}

// changeOpen adds delta and sends the new value. The lock keeps samples in the order of the changes, so that the
// last one is true; the samples channel is always read while a stream lives.
func (s *stream) changeOpen(delta int64) {
	openStreams.Lock()
	defer openStreams.Unlock()
	openStreams.count += delta
	s.samples <- metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: s.metrics.streamsOpen, Tags: s.metrics.rootTags},
		Time:       time.Now(), Value: float64(openStreams.count),
	}
}

// push sends samples of this stream. It does not look at the context: k6 closes the samples channel only after the
// iteration, which the stream's callback keeps open, and counts must not get lost when the context ends.
func (s *stream) push(tags *metrics.TagSet, values ...measurement) {
	now := time.Now()
	samples := make([]metrics.Sample, 0, len(values))
	for _, m := range values {
		if m.value == 0 && m.metric.Type == metrics.Counter {
			continue
		}
		samples = append(samples, metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: m.metric, Tags: tags}, Time: now, Metadata: s.metadata, Value: m.value,
		})
	}
	if len(samples) > 0 {
		s.samples <- metrics.ConnectedSamples{Samples: samples, Tags: tags, Time: now}
	}
}

type measurement struct {
	metric *metrics.Metric
	value  float64
}
