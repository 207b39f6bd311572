package hdrlog

import (
	"math"
	"sync"
	"sync/atomic"
)

// counter is the sum since the last interval.
type counter struct {
	label string // its series, as a string of JSON
	delta atomic.Uint64
}

func newCounter(key string) *counter { return &counter{label: quoted(key)} }

func (c *counter) add(n float64) {
	for {
		before := c.delta.Load()
		if c.delta.CompareAndSwap(before, math.Float64bits(math.Float64frombits(before)+n)) {
			return
		}
	}
}

// take gives the sum and begins anew.
func (c *counter) take() float64 { return math.Float64frombits(c.delta.Swap(0)) }

// gauge is a level: the last value, and the highest within the interval.
type gauge struct {
	label     string
	mu        sync.Mutex
	set       bool
	last, max float64
}

func newGauge(key string) *gauge { return &gauge{label: quoted(key)} }

func (g *gauge) put(value float64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last = value
	if !g.set || value > g.max {
		g.max = value
	}
	g.set = true
}

// take gives both and begins a new interval at the last value; false before the first value.
func (g *gauge) take() (last, highest float64, ok bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	last, highest = g.last, g.max
	g.max = g.last
	return last, highest, g.set
}

// total is a count of the books, with the part of it that was already written.
type total struct {
	label        string
	sum, written int64
}

func newTotal(metric string, tags ...tag) total {
	return total{label: quoted(seriesKey(metric, tags...))}
}

func (t *total) take() int64 {
	delta := t.sum - t.written
	t.written = t.sum
	return delta
}
