package main

import (
	"math"
	"slices"
	"sync/atomic"
)

// window tells whether latencies are being measured.
type window struct{ open atomic.Bool }

// tally is what one stream has seen; only its own goroutine writes it.
type tally struct {
	window *window
	// events counts all of them, latencies (in microseconds) are those of the window.
	events    int
	latencies []int64
}

func (t *tally) record(sentMicros, receivedMicros int64) {
	t.events++
	if t.window.open.Load() {
		t.latencies = append(t.latencies, receivedMicros-sentMicros)
	}
}

// report is a client's last line on stdout.
type report struct {
	// Events that were received from the first connection to the last; Measured are those of the window.
	Events   int `json:"events"`
	Measured int `json:"measured"`
	// Latencies in ms, from the server's stamp to the return of the read.
	P50 float64 `json:"p50"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

func reportOf(tallies []*tally) report {
	var r report
	var all []int64
	for _, t := range tallies {
		r.Events += t.events
		all = append(all, t.latencies...)
	}
	slices.Sort(all)
	r.Measured = len(all)
	r.P50, r.P99, r.Max = percentile(all, 0.5), percentile(all, 0.99), percentile(all, 1)
	return r
}

// percentile is the nearest rank of sorted microseconds, in ms; 0 of none.
func percentile(sorted []int64, share float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(share * float64(len(sorted))))
	return float64(sorted[max(rank, 1)-1]) / 1000
}
