package hdrlog

import (
	"slices"
	"strings"

	"go.k6.io/k6/metrics"
)

// ingester finds the booking of each sample that k6 and other modules send, once for each metric and set of tags:
// both are unique pointers within a process. It is used by one goroutine at a time.
type ingester struct {
	recorder *Recorder
	http     bool                                            // HDRLOG_HTTP=1
	bookings map[*metrics.Metric]map[*metrics.TagSet]booking // nil for a metric that is left out
}

// maxTagSets bounds the cache of one metric: k6's tag sets may hold URLs.
const maxTagSets = 1024

// httpTrends are k6's view of what the books hold better.
var httpTrends = []string{ //nolint:gochecknoglobals // a constant
	metrics.HTTPReqDurationName, metrics.HTTPReqBlockedName, metrics.HTTPReqConnectingName,
	metrics.HTTPReqTLSHandshakingName, metrics.HTTPReqSendingName, metrics.HTTPReqWaitingName,
	metrics.HTTPReqReceivingName,
}

func newIngester(r *Recorder, http bool) *ingester {
	return &ingester{recorder: r, http: http, bookings: map[*metrics.Metric]map[*metrics.TagSet]booking{}}
}

func (i *ingester) add(containers []metrics.SampleContainer) {
	for _, container := range containers {
		samples := container.GetSamples()
		for n := range samples { // not by value: a sample has 80 bytes
			if book := i.bookingFor(&samples[n]); book != nil {
				book(samples[n].Value)
			}
		}
	}
}

// bookingFor is nil for what is left out.
func (i *ingester) bookingFor(sample *metrics.Sample) booking {
	byTags, known := i.bookings[sample.Metric]
	if !known {
		if i.takes(sample.Metric.Name) {
			byTags = map[*metrics.TagSet]booking{}
		}
		i.bookings[sample.Metric] = byTags
	}
	if byTags == nil {
		return nil
	}
	book, known := byTags[sample.Tags]
	if !known {
		if len(byTags) >= maxTagSets {
			clear(byTags)
		}
		book = i.recorder.bookingFor(sample.Metric, tagsOf(sample))
		byTags[sample.Tags] = book
	}
	return book
}

// takes leaves out what the books hold: the operations' own metrics, which come back as samples when HDRLOG_SAMPLES=1,
// and http_req_* trends unless asked for.
func (i *ingester) takes(name string) bool {
	return name != metricDuration && name != metricOperations && (i.http || !slices.Contains(httpTrends, name))
}

// tagsOf keeps the tags of the closed list; of k6's counters of requests not the status, which is the target's to choose,
// and which the books have.
func tagsOf(sample *metrics.Sample) []tag {
	var tags []tag
	ofRequest := strings.HasPrefix(sample.Metric.Name, "http_") && sample.Metric.Type != metrics.Trend
	for _, name := range tagNames {
		if value, ok := sample.Tags.Get(name); ok && value != "" && !(ofRequest && name == "status") {
			tags = append(tags, tag{name, value})
		}
	}
	return tags
}
