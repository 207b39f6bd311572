package hdrlog

import (
	"math"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/sirupsen/logrus"
)

// Recorder holds the books and series of one process. All methods are safe from many goroutines. Each series and each
// book has its own lock, held for some instructions: never across a call into a script, a channel, a file or the log.
type Recorder struct {
	logger logrus.FieldLogger
	stop   atomic.Bool

	histograms *store[string, *histogram]
	counters   *store[string, *counter]
	gauges     *store[string, *gauge]
	accounts   *store[accountKey, *account]
	iterations *store[string, *iterationBook]
	journal    journal
	toldOfDrop atomic.Bool
}

// Caps of the kinds of series and books: a dense histogram has 188 KB, a counter some 200 bytes.
const (
	maxHistograms = 256
	maxCounters   = 1024
	maxGauges     = 256
	maxAccounts   = 256
)

// NewRecorder returns an empty recorder.
func NewRecorder(logger logrus.FieldLogger) *Recorder {
	r := &Recorder{
		logger:     logger,
		histograms: newStore(maxHistograms, newHistogram),
		counters:   newStore(maxCounters, newCounter),
		gauges:     newStore(maxGauges, newGauge),
		iterations: newStore(math.MaxInt, newIterationBook), // scenarios come from the run's options, so they are few
		journal:    newJournal(),
	}
	r.accounts = newStore(maxAccounts, r.newAccount)
	return r
}

// current is process-wide: the output creates it, every virtual user records into it.
var current atomic.Pointer[Recorder] //nolint:gochecknoglobals // see above

// stopRequested keeps a request that comes before the output is made.
var stopRequested atomic.Bool //nolint:gochecknoglobals // of the process

// RequestStop asks for a graceful end: new iterations are cancelled, those in flight get their time.
func RequestStop() {
	stopRequested.Store(true)
	if r := current.Load(); r != nil {
		r.stop.Store(true)
	}
}

// Count adds n to a counter.
func (r *Recorder) Count(metric string, n int64, tags ...tag) {
	r.count(seriesKey(metric, tags...), float64(n))
}

// essential are the counters that a verdict is drawn from: whatever else fills the cap, a target's many statuses for
// example, they find a place.
var essential = []string{ //nolint:gochecknoglobals // a constant
	"eventsource_", "hdrlog_", "iterations", "dropped_iterations", "scrt_clock_anomalies", "scrt_events_lost",
	"scrt_events_repeated", "scrt_exceptions", "scrt_violations",
}

// counter finds or makes a counter; false when there are too many.
func (r *Recorder) counter(key string) (*counter, bool) {
	limit := maxCounters
	if slices.ContainsFunc(essential, func(prefix string) bool { return strings.HasPrefix(key, prefix) }) {
		limit = 2 * maxCounters
	}
	return r.counters.findOrAdd(key, limit)
}

func (r *Recorder) count(key string, n float64) {
	if c, ok := r.counter(key); ok {
		c.add(n)
	} else {
		r.drop(key)
	}
}

// Observe records a latency in ms.
func (r *Recorder) Observe(metric string, ms float64, tags ...tag) {
	r.observe(seriesKey(metric, tags...), ms)
}

func (r *Recorder) observe(key string, ms float64) {
	if h, ok := r.histograms.get(key); ok {
		r.record(h, ms)
	} else {
		r.drop(key)
	}
}

func (r *Recorder) record(h *histogram, ms float64) {
	if h.record(ms) {
		r.counters.getReserved("hdrlog_clamped").add(1)
	}
}

// drop counts a value whose series does not fit under the cap; the counter itself always fits.
func (r *Recorder) drop(key string) {
	r.counters.getReserved("hdrlog_series_dropped").add(1)
	if !r.toldOfDrop.Swap(true) {
		r.logger.Warnf("hdrlog: too many series, the first that was left out is %s", key)
	}
}
