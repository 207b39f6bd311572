package hdrlog

import (
	"math"
	"slices"

	"go.k6.io/k6/metrics"
)

// booking takes the value of one sample.
type booking func(value float64)

// bookingFor decides by the metric's type. What has no place in the files is counted: a trend that is no time, and a
// metric under a name that the books write themselves.
func (r *Recorder) bookingFor(m *metrics.Metric, tags []tag) booking {
	key := seriesKey(m.Name, tags...)
	switch {
	case slices.Contains(reserved, m.Name), m.Type == metrics.Trend && m.Contains != metrics.Time:
		return r.skip
	case m.Name == metrics.IterationsName || m.Name == metrics.DroppedIterationsName:
		return r.iterationsBooking(m.Name, key, tags)
	case m.Type == metrics.Counter:
		return r.counterBooking(key)
	case m.Type == metrics.Gauge:
		return r.gaugeBooking(key)
	case m.Type == metrics.Rate:
		return r.rateBooking(m.Name, tags)
	default:
		return r.trendBooking(key)
	}
}

func (r *Recorder) skip(float64) { r.Count("hdrlog_samples_skipped", 1) }

// dropping is the booking of a series that does not fit under the cap.
func (r *Recorder) dropping(key string) booking { return func(float64) { r.drop(key) } }

func (r *Recorder) counterBooking(key string) booking {
	c, ok := r.counter(key)
	if !ok {
		return r.dropping(key)
	}
	return func(value float64) {
		if r.isNumber(value) {
			c.add(value)
		}
	}
}

// isNumber is false for what is none, or whose sum may be none, which JSON cannot say; it counts it.
func (r *Recorder) isNumber(value float64) bool {
	const greatest = 1e100
	if math.Abs(value) <= greatest {
		return true
	}
	r.skip(value)
	return false
}

func (r *Recorder) gaugeBooking(key string) booking {
	g, ok := r.gauges.get(key)
	if !ok {
		return r.dropping(key)
	}
	return func(value float64) {
		if r.isNumber(value) {
			g.put(value)
		}
	}
}

// rateBooking splits a rate into two counters, <name>_true and <name>_total, which add up over time and instances.
func (r *Recorder) rateBooking(metric string, tags []tag) booking {
	isTrue := r.counterBooking(seriesKey(metric+"_true", tags...))
	all := r.counterBooking(seriesKey(metric+"_total", tags...))
	return func(value float64) {
		if math.IsNaN(value) {
			r.skip(value)
			return
		}
		all(1)
		if value != 0 {
			isTrue(1)
		}
	}
}

func (r *Recorder) trendBooking(key string) booking {
	h, ok := r.histograms.get(key)
	if !ok {
		return r.dropping(key)
	}
	return func(value float64) {
		if math.IsNaN(value) {
			r.skip(value)
			return
		}
		r.record(h, value)
	}
}

// iterationsBooking puts k6's own count of iterations into the book of theirs, too.
func (r *Recorder) iterationsBooking(metric, key string, tags []tag) booking {
	count := r.counterBooking(key)
	scenario := ""
	for _, t := range tags {
		if t.name == "scenario" {
			scenario = t.value
		}
	}
	book := r.iterations.getReserved(scenario)
	return func(value float64) {
		count(value)
		if metric == metrics.IterationsName {
			book.addK6(0, int64(value))
		} else {
			book.addK6(int64(value), 0)
		}
	}
}
