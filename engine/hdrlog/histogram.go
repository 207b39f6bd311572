package hdrlog

import (
	"math"
	"sync"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
)

// The range of every histogram, in microseconds; a dense one has about 188 KB.
const (
	lowestMicros      = 1
	highestMicros     = 3_600_000_000
	significantDigits = 3
)

// histogram is one series of latencies. Its own lock is held while it is encoded, so that others go on.
type histogram struct {
	key string
	mu  sync.Mutex
	h   *hdr.Histogram
}

func newHistogram(key string) *histogram {
	return &histogram{key: key, h: hdr.New(lowestMicros, highestMicros, significantDigits)}
}

// record adds a value in ms and tells whether it had to be clamped into the range.
func (s *histogram) record(ms float64) (clamped bool) {
	micros := math.Round(ms * 1000)
	switch {
	case math.IsNaN(micros) || micros < 0:
		micros, clamped = 0, true
	case micros > highestMicros:
		micros, clamped = highestMicros, true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// The value is within the range, so there is no error to see.
	_ = s.h.RecordValue(int64(micros))
	return clamped
}
