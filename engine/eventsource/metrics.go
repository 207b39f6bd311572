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
	firstEvent    *metrics.Metric
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
		firstEvent:    registry.MustNewMetric("eventsource_first_event", metrics.Trend, metrics.Time),
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
func (b *mailbox) changeOpen(delta int64) {
	openStreams.Lock()
	defer openStreams.Unlock()
	openStreams.count += delta
	b.samples <- metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: b.metrics.streamsOpen, Tags: b.metrics.rootTags},
		Time:       time.Now(), Value: float64(openStreams.count),
	}
}
