package hdrlog

import (
	"math"
	"sync"
)

// histogram is one series of latencies.
type histogram struct {
	key string
	mu  sync.Mutex // held for one value, or for the exchange of the counts
	counts
}

func newHistogram(key string) *histogram { return &histogram{key: key, counts: newCounts()} }

// record adds a value in ms and tells whether it had to be clamped into the range.
func (h *histogram) record(ms float64) (clamped bool) {
	micros := math.Round(ms * 1000)
	switch {
	case math.IsNaN(micros) || micros < 0:
		micros, clamped = 0, true
	case micros > highestMicros:
		micros, clamped = highestMicros, true
	}
	h.mu.Lock()
	h.add(int64(micros))
	h.mu.Unlock()
	return clamped
}

// exchange takes what was recorded and leaves the empty spare in its place, so that nobody waits while it is written;
// what it returns is the spare itself if nothing was recorded.
func (h *histogram) exchange(spare counts) counts {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.empty() {
		return spare
	}
	taken := h.counts
	h.counts = spare
	return taken
}
