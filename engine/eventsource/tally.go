package eventsource

import (
	"maps"
	"sync"
	"time"

	"go.k6.io/k6/metrics"
)

// tallyPeriod is how long counts wait for company: a container of samples per event would cost more than the event.
const tallyPeriod = 100 * time.Millisecond

// tally collects what streams with the same tags count in one iteration. Every dispatch delay is kept.
type tally struct {
	box      *mailbox
	tags     *metrics.TagSet
	metadata map[string]string

	sending  sync.Mutex // held while a container is sent, so that close outlasts it
	mu       sync.Mutex
	timer    *time.Timer
	armed    bool
	events   int
	bytes    int
	lost     int
	again    int // reconnects
	failures map[Code]int
	delays   []float64
	firsts   []float64
}

// tallyOf finds or makes the tally for tags, on the event loop.
func (b *mailbox) tallyOf(tags metrics.TagsAndMeta) *tally {
	for _, t := range b.tallies[tags.Tags] {
		if maps.Equal(t.metadata, tags.Metadata) {
			return t
		}
	}
	t := &tally{box: b, tags: tags.Tags, metadata: tags.Metadata}
	b.tallies[tags.Tags] = append(b.tallies[tags.Tags], t)
	return t
}

// read counts bytes of a body, and events that had to be thrown away.
func (t *tally) read(bytes, lost int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bytes += bytes
	t.lost += lost
	t.arm()
}

// delivered counts one event and how long it waited for its handler, in ms.
func (t *tally) delivered(delay float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.events++
	t.delays = append(t.delays, delay)
	t.arm()
}

// begun counts the first event of a stream, ms after its attempt began.
func (t *tally) begun(after float64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.firsts = append(t.firsts, after)
	t.arm()
}

// failed counts an error.
func (t *tally) failed(code Code) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.failures == nil {
		t.failures = map[Code]int{}
	}
	t.failures[code]++
	t.arm()
}

// reconnected counts an attempt after the first.
func (t *tally) reconnected() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.again++
	t.arm()
}

// arm needs t.mu.
func (t *tally) arm() {
	switch {
	case t.armed:
		return
	case t.timer == nil:
		t.timer = time.AfterFunc(tallyPeriod, t.flush)
	default:
		t.timer.Reset(tallyPeriod)
	}
	t.armed = true
}

// flush sends what was counted in one container, and one more for each kind of error.
func (t *tally) flush() {
	t.sending.Lock()
	defer t.sending.Unlock()
	t.mu.Lock()
	t.armed = false
	m := t.box.metrics
	counted := make([]measurement, 0, 4+len(t.delays)+len(t.firsts))
	counted = append(counted, measurement{m.events, float64(t.events)}, measurement{m.bytes, float64(t.bytes)},
		measurement{m.overflows, float64(t.lost)}, measurement{m.reconnects, float64(t.again)})
	for _, delay := range t.delays {
		counted = append(counted, measurement{m.dispatchDelay, delay})
	}
	for _, after := range t.firsts {
		counted = append(counted, measurement{m.firstEvent, after})
	}
	failures := t.failures
	t.events, t.bytes, t.lost, t.again, t.failures, t.delays, t.firsts = 0, 0, 0, 0, nil, t.delays[:0], nil
	t.mu.Unlock()
	t.push(t.tags, counted...)
	for code, n := range failures {
		t.push(t.tags.With("reason", string(code)), measurement{m.errors, float64(n)})
	}
}

// close sends the rest; nothing is sent after it.
func (t *tally) close() {
	t.mu.Lock()
	if t.timer != nil {
		t.timer.Stop()
	}
	t.mu.Unlock()
	t.flush()
}

type measurement struct {
	metric *metrics.Metric
	value  float64
}

// push sends samples at once. It does not look at the context: k6 closes the samples channel only after the iteration,
// which the mailbox's callback keeps open, and counts must not get lost when the context ends.
func (t *tally) push(tags *metrics.TagSet, values ...measurement) {
	now := time.Now()
	samples := make([]metrics.Sample, 0, len(values))
	for _, m := range values {
		if m.value == 0 && m.metric.Type == metrics.Counter {
			continue
		}
		samples = append(samples, metrics.Sample{
			TimeSeries: metrics.TimeSeries{Metric: m.metric, Tags: tags}, Time: now, Metadata: t.metadata, Value: m.value,
		})
	}
	if len(samples) > 0 {
		t.box.samples <- metrics.ConnectedSamples{Samples: samples, Tags: tags, Time: now}
	}
}
