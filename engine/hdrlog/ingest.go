package hdrlog

import (
	"strings"

	"go.k6.io/k6/metrics"
)

// ingester books the samples that k6 and other modules send. It is used by one goroutine at a time.
type ingester struct {
	recorder *Recorder
	targets  map[target]booking
}

// target is one time series of k6; both are unique pointers within a process.
type target struct {
	metric *metrics.Metric
	tags   *metrics.TagSet
}

// booking is where the samples of a target go; nil means that they are left out.
type booking func(value float64)

// maxTargets bounds the cache: k6's tag sets may hold URLs.
const maxTargets = 4096

func newIngester(r *Recorder) *ingester {
	return &ingester{recorder: r, targets: map[target]booking{}}
}

func (i *ingester) add(containers []metrics.SampleContainer) {
	for _, container := range containers {
		for _, sample := range container.GetSamples() {
			key := target{sample.Metric, sample.Tags}
			book, known := i.targets[key]
			if !known {
				book = i.recorder.bookingFor(sample)
				if len(i.targets) >= maxTargets {
					clear(i.targets)
				}
				i.targets[key] = book
			}
			if book != nil {
				book(sample.Value)
			}
		}
	}
}

// bookingFor decides by the metric's type. The operations' own metrics come back as samples when HDRLOG_SAMPLES=1
// and are in the books already; http_req_* trends are k6's view of what the books hold better.
func (r *Recorder) bookingFor(sample metrics.Sample) booking {
	name := sample.Metric.Name
	if name == metricDuration || name == metricOperations ||
		(sample.Metric.Type == metrics.Trend && strings.HasPrefix(name, "http_req_")) {
		return nil
	}
	key := seriesKey(name, closedTags(sample.Tags)...)
	switch sample.Metric.Type {
	case metrics.Counter:
		return r.counterBooking(sample, key)
	case metrics.Gauge:
		return func(value float64) { r.setGauge(key, value) }
	case metrics.Rate:
		return r.rateBooking(sample)
	case metrics.Trend:
		if sample.Metric.Contains != metrics.Time {
			return func(float64) { r.Count("hdrlog_samples_skipped", 1) }
		}
		return func(value float64) { r.observeKey(key, value) }
	}
	return nil
}

func (r *Recorder) counterBooking(sample metrics.Sample, key string) booking {
	scenario, _ := sample.Tags.Get("scenario")
	name := sample.Metric.Name
	return func(value float64) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.addLocked(key, value)
		switch name {
		case metrics.IterationsName:
			r.iterationsLocked(scenario).k6Completed += int64(value)
		case metrics.DroppedIterationsName:
			r.iterationsLocked(scenario).dropped += int64(value)
		}
	}
}

// rateBooking splits a rate into two counters, <name>_true and <name>_total, which add up over time and instances.
func (r *Recorder) rateBooking(sample metrics.Sample) booking {
	tags := closedTags(sample.Tags)
	isTrue, all := seriesKey(sample.Metric.Name+"_true", tags...), seriesKey(sample.Metric.Name+"_total", tags...)
	return func(value float64) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.addLocked(all, 1)
		if value != 0 {
			r.addLocked(isTrue, 1)
		}
	}
}

func (r *Recorder) setGauge(key string, value float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	g, ok := r.gauges.get(key)
	if !ok {
		r.dropLocked(key)
		return
	}
	g.set(value)
}

// closedTags keeps the tags of the closed list.
func closedTags(set *metrics.TagSet) []tag {
	var tags []tag
	for _, name := range tagNames {
		if value, ok := set.Get(name); ok && value != "" {
			tags = append(tags, tag{name, value})
		}
	}
	return tags
}
