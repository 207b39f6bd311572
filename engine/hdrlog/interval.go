package hdrlog

import (
	"runtime"
	"strconv"
	"time"
)

// appendInterval adds the line of kind interval: what was counted since the last one, the levels, and the process. It
// is written by hand, as it is written for the whole run: encoding/json would allocate for each series each time.
func (w *writer) appendInterval(line []byte, r *Recorder, from, to time.Duration) []byte {
	line = append(line, `{"kind":"interval","at":`...)
	line = strconv.AppendInt(line, w.started.Add(from).UnixMilli(), 10)
	line = append(line, `,"ms":`...)
	line = strconv.AppendInt(line, (to - from).Milliseconds(), 10)
	line = append(line, `,"counters":{`...)
	line = endObject(r.appendCounters(line))
	line = append(line, `,"gauges":{`...)
	line = endObject(r.appendGauges(line))
	line = append(line, `,"process":{`...)
	return append(endObject(w.appendProcess(line)), '}', '\n')
}

func (r *Recorder) appendCounters(line []byte) []byte {
	for _, c := range r.counters.list() {
		line = appendCount(line, c.label, c.take())
	}
	for _, a := range r.accounts.list() {
		line = a.appendDeltas(line)
	}
	for _, b := range r.iterations.list() {
		line = b.appendDeltas(line)
	}
	return line
}

func (a *account) appendDeltas(line []byte) []byte {
	a.mu.Lock()
	defer a.mu.Unlock()
	line = a.begun.appendDelta(line)
	line = a.answered.appendDelta(line)
	for _, failed := range a.failed {
		line = failed.appendDelta(line)
	}
	return line
}

func (b *iterationBook) appendDeltas(line []byte) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, count := range [...]*total{&b.started, &b.completed, &b.threw, &b.cancelled} {
		line = count.appendDelta(line)
	}
	return line
}

func (t *total) appendDelta(line []byte) []byte { return appendCount(line, t.label, float64(t.take())) }

func (r *Recorder) appendGauges(line []byte) []byte {
	for _, g := range r.gauges.list() {
		last, highest, ok := g.take()
		if !ok {
			continue
		}
		line = append(append(line, g.label...), `:{`...)
		line = appendNumber(appendNumber(line, `"last"`, last), `"max"`, highest)
		line = append(endObject(line), ',')
	}
	return line
}

func (w *writer) appendProcess(line []byte) []byte {
	now := readUsage()
	cpu := now.cpu - w.usage.cpu
	w.usage = now
	line = appendNumber(line, `"cpuMs"`, float64(cpu.Microseconds())/1000)
	line = appendNumber(line, `"rssBytes"`, float64(now.rssBytes))
	return appendNumber(line, `"goroutines"`, float64(runtime.NumGoroutine()))
}

// appendCount leaves out what did not happen.
func appendCount(line []byte, label string, n float64) []byte {
	if n == 0 {
		return line
	}
	return appendNumber(line, label, n)
}

func appendNumber(line []byte, label string, n float64) []byte {
	line = append(append(line, label...), ':')
	return append(strconv.AppendFloat(line, n, 'f', -1, 64), ',')
}

// endObject closes an object whose members each end with a comma.
func endObject(line []byte) []byte {
	if last := len(line) - 1; line[last] == ',' {
		line[last] = '}'
		return line
	}
	return append(line, '}')
}
