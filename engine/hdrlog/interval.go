package hdrlog

import (
	"runtime"
	"slices"
	"time"
)

// intervalRecord is one line of kind interval.
type intervalRecord struct {
	Kind     string                `json:"kind"`
	At       int64                 `json:"at"`
	MS       int64                 `json:"ms"`
	Counters map[string]float64    `json:"counters"`
	Gauges   map[string]gaugeLevel `json:"gauges"`
	Process  processRecord         `json:"process"`
}

type gaugeLevel struct {
	Last float64 `json:"last"`
	Max  float64 `json:"max"`
}

type processRecord struct {
	CPUMs      float64 `json:"cpuMs"`
	RSSBytes   int64   `json:"rssBytes"`
	Goroutines int     `json:"goroutines"`
}

func (w *writer) intervalRecord(r *Recorder, from, to time.Duration) intervalRecord {
	usage := readUsage()
	cpu := usage.cpu - w.usage.cpu
	w.usage = usage
	record := r.takeLevels()
	record.Kind = "interval"
	record.At = w.started.Add(from).UnixMilli()
	record.MS = (to - from).Milliseconds()
	record.Process = processRecord{
		CPUMs: float64(cpu.Microseconds()) / 1000, RSSBytes: usage.rssBytes, Goroutines: runtime.NumGoroutine(),
	}
	return record
}

// takeLevels gives the counters since the last call, and the gauges.
func (r *Recorder) takeLevels() intervalRecord {
	r.mu.Lock()
	defer r.mu.Unlock()
	counters := map[string]float64{}
	put := func(n float64, metric string, tags ...tag) {
		if n != 0 {
			counters[seriesKey(metric, tags...)] += n
		}
	}
	for _, c := range r.counters.order {
		put(c.delta, c.key)
		c.delta = 0
	}
	for key, a := range r.accounts {
		a.takeDeltas(key, put)
	}
	for scenario, book := range r.iterations {
		book.takeDeltas(scenario, put)
	}
	gauges := make(map[string]gaugeLevel, len(r.gauges.order))
	for _, g := range r.gauges.order {
		gauges[g.key] = gaugeLevel{Last: g.last, Max: g.max}
		g.max = g.last
	}
	return intervalRecord{Counters: counters, Gauges: gauges}
}

func (a *account) takeDeltas(key accountKey, put func(float64, string, ...tag)) {
	book := func(n int64, outcome, reason string) {
		put(float64(n), metricOperations, tag{"operation", key.operation}, tag{"outcome", outcome}, tag{"reason", reason},
			tag{"scenario", key.scenario}, tag{"tab", key.tab})
	}
	book(a.begun.takeDelta(), "begun", "")
	book(a.answered.takeDelta(), "answered", "")
	for reason, failed := range a.failed {
		book(failed.takeDelta(), "failed", reason)
	}
}

func (b *iterationBook) takeDeltas(scenario string, put func(float64, string, ...tag)) {
	for outcome, count := range map[string]*total{
		"started": &b.started, "completed": &b.completed, "threw": &b.threw, "cancelled": &b.cancelled,
	} {
		put(float64(count.takeDelta()), "scrt_iterations", tag{"outcome", outcome}, tag{"scenario", scenario})
	}
}

func (r *Recorder) takeJournal() []any {
	r.mu.Lock()
	defer r.mu.Unlock()
	pending := r.journal.pending
	r.journal.pending = nil
	return pending
}

func (r *Recorder) listHistograms() []*histogram {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.histograms.order)
}
