package hdrlog

import (
	"sync"
	"sync/atomic"

	"github.com/sirupsen/logrus"
)

// Recorder holds the books and series of one process. All methods are safe from many goroutines.
type Recorder struct {
	logger logrus.FieldLogger
	stop   atomic.Bool

	mu         sync.Mutex
	histograms store[*histogram]
	counters   store[*counter]
	gauges     store[*gauge]
	accounts   map[accountKey]*account
	iterations map[string]*iterationBook
	journal    journal
	toldOfDrop bool
}

// Caps of the three kinds of series: a dense histogram has 188 KB, a counter some 200 bytes.
const (
	maxHistograms = 256
	maxCounters   = 1024
	maxGauges     = 256
)

// NewRecorder returns an empty recorder.
func NewRecorder(logger logrus.FieldLogger) *Recorder {
	return &Recorder{
		logger:     logger,
		histograms: newStore(maxHistograms, newHistogram),
		counters:   newStore(maxCounters, newCounter),
		gauges:     newStore(maxGauges, newGauge),
		accounts:   map[accountKey]*account{},
		iterations: map[string]*iterationBook{},
		journal:    newJournal(),
	}
}

// current is process-wide: the output creates it, every virtual user records into it.
var current atomic.Pointer[Recorder] //nolint:gochecknoglobals // see above

// RequestStop asks for a graceful end: new iterations are cancelled, those in flight get their time.
func RequestStop() {
	if r := current.Load(); r != nil {
		r.stop.Store(true)
	}
}

// Count adds n to a counter.
func (r *Recorder) Count(metric string, n int64, tags ...tag) {
	key := seriesKey(metric, tags...)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.addLocked(key, float64(n))
}

// Observe records a latency in ms.
func (r *Recorder) Observe(metric string, ms float64, tags ...tag) {
	r.observeKey(seriesKey(metric, tags...), ms)
}

func (r *Recorder) observeKey(key string, ms float64) {
	r.mu.Lock()
	h, ok := r.histograms.get(key)
	if !ok {
		r.dropLocked(key)
	}
	r.mu.Unlock()
	if ok {
		r.record(h, ms)
	}
}

func (r *Recorder) record(h *histogram, ms float64) {
	if h.record(ms) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.counters.getReserved("hdrlog_clamped").delta++
	}
}

// addLocked needs r.mu.
func (r *Recorder) addLocked(key string, n float64) {
	c, ok := r.counters.get(key)
	if !ok {
		r.dropLocked(key)
		return
	}
	c.delta += n
}

// dropLocked counts a value whose series does not fit under the cap; the counter itself always fits. It needs r.mu.
func (r *Recorder) dropLocked(key string) {
	r.counters.getReserved("hdrlog_series_dropped").delta++
	if !r.toldOfDrop {
		r.toldOfDrop = true
		r.logger.Warnf("hdrlog: too many series, the first that was left out is %s", key)
	}
}
