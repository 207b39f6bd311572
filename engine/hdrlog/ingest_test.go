package hdrlog

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/lib/netext/httpext"
	"go.k6.io/k6/metrics"
)

// request is what one HTTP request of k6's own module sends.
func request(registry *metrics.Registry, builtin *metrics.BuiltinMetrics, url string) metrics.SampleContainer {
	tags := registry.RootTagSet().With("scenario", "phase").With("status", "200").With("method", "GET").With("url", url)
	trail := &httpext.Trail{EndTime: time.Now(), Duration: 3 * time.Millisecond}
	trail.SaveSamples(builtin, &metrics.TagsAndMeta{Tags: tags})
	trail.Samples = append(trail.Samples, metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: builtin.HTTPReqFailed, Tags: tags}, Time: trail.EndTime,
	})
	return trail
}

func TestTrendsOfHTTPAreLeftOutUnlessAskedFor(t *testing.T) {
	for value, series := range map[string]int{"": 0, "0": 0, "1": 7} {
		b := newBench(t, map[string]string{"HDRLOG_INTERVAL_MS": quiet, "HDRLOG_HTTP": value})
		require.NoError(t, b.output.Start())
		registry := metrics.NewRegistry()
		builtin := metrics.RegisterBuiltinMetrics(registry)
		for n := range 3 {
			b.output.AddMetricSamples([]metrics.SampleContainer{request(registry, builtin, fmt.Sprint("http://secret/", n))})
		}
		own := registry.MustNewMetric("http_req_own", metrics.Trend, metrics.Time)
		b.send(registry, own, 1)
		w := b.stop(nil)
		assert.Len(t, w.merged, series+1, "and the script's own, which only looks alike")
		assert.InDelta(t, 3, w.counter("http_reqs{scenario=phase}"), 0)
		if series > 0 {
			h := w.merged["http_req_duration{scenario=phase;status=200}"]
			assert.EqualValues(t, 3, h.TotalCount())
			assert.True(t, h.ValuesAreEquivalent(3000, h.Max()))
		}
	}
}

func TestSamplesThatAreNoNumbersAreCountedAndDoNotBreakTheLine(t *testing.T) {
	b := started(t)
	registry := metrics.NewRegistry()
	for _, kind := range []metrics.MetricType{metrics.Counter, metrics.Gauge} {
		metric := registry.MustNewMetric("own_"+kind.String(), kind)
		b.send(registry, metric, 1)
		b.send(registry, metric, math.Inf(1))
		b.send(registry, metric, math.NaN())
		b.send(registry, metric, math.MaxFloat64)
	}
	trend := registry.MustNewMetric("own_trend", metrics.Trend, metrics.Time)
	b.send(registry, trend, math.Inf(1))
	w := b.stop(nil)
	assert.InDelta(t, 1, w.counter("own_counter"), 0)
	assert.InDelta(t, 6, w.counter("hdrlog_samples_skipped"), 0)
	assert.InDelta(t, 1, w.counter("hdrlog_clamped"), 0)
	assert.EqualValues(t, 1, w.merged["own_trend"].TotalCount())
}

func TestMetricsThatTheBooksWriteAreNotMixedWithAScriptsOwn(t *testing.T) {
	b := started(t)
	registry := metrics.NewRegistry()
	b.js(`startIteration().complete()`)
	b.send(registry, registry.MustNewMetric("scrt_iterations", metrics.Counter), 5, "outcome", "started", "scenario", "phase")
	w := b.stop(nil)
	assert.InDelta(t, 1, w.counter("scrt_iterations{outcome=started;scenario=phase}"), 0)
	assert.InDelta(t, 1, w.counter("hdrlog_samples_skipped"), 0)
}

func TestAGaugeBelowZeroHasAMaximumBelowZero(t *testing.T) {
	b := started(t)
	registry := metrics.NewRegistry()
	level := registry.MustNewMetric("level", metrics.Gauge)
	b.send(registry, level, -3)
	b.send(registry, level, -5)
	w := b.stop(nil)
	assert.Equal(t, map[string]any{"last": -5.0, "max": -3.0}, w.of("interval")[0]["gauges"].(map[string]any)["level"])
}

func TestTheCacheOfTagSetsIsBounded(t *testing.T) {
	i := newIngester(NewRecorder(logrus.New()), false)
	registry := metrics.NewRegistry()
	builtin := metrics.RegisterBuiltinMetrics(registry)
	const requests = 3*maxTagSets + 7
	for n := range requests {
		i.add([]metrics.SampleContainer{request(registry, builtin, fmt.Sprint("http://x/", n))})
	}
	assert.LessOrEqual(t, len(i.bookings[builtin.HTTPReqs]), maxTagSets)
	counters := i.recorder.counters.list()
	at := slices.IndexFunc(counters, func(c *counter) bool { return c.label == `"http_reqs{scenario=phase}"` })
	assert.InDelta(t, requests, counters[at].take(), 0)
}
