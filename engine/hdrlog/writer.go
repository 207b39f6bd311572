package hdrlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// writer owns the two files. Each interval is one write to each, so a killed process leaves whole lines behind but
// for the interval it was killed in. It is used by one goroutine at a time, and reuses all that it needs.
type writer struct {
	hlog, ndjson *logFile
	started      time.Time // with its monotonic reading: intervals do not jump with the wall clock
	base         int64     // epoch ms, whole seconds: what the header can say
	from         time.Duration
	usage        usage
	failed       bool
	lines        []byte
	encoder      *encoder
	spare        counts
}

// openWriter creates both files. It never leaves one of them alone, nor both with less than their beginning.
func openWriter(prefix string, now time.Time, start startRecord) (*writer, error) {
	w := &writer{
		started: now, base: now.Unix() * 1000, usage: readUsage(), encoder: newEncoder(), spare: newCounts(),
	}
	var err error
	if w.hlog, err = createFile(prefix + ".hlog"); err != nil {
		return nil, err
	}
	if w.ndjson, err = createFile(prefix + ".ndjson"); err != nil {
		w.hlog.remove()
		return nil, err
	}
	if err = w.begin(start); err != nil {
		w.hlog.remove()
		w.ndjson.remove()
		return nil, err
	}
	return w, nil
}

// begin writes what comes first in each file.
func (w *writer) begin(start startRecord) error {
	seconds := w.base / 1000
	header := fmt.Appendf(nil,
		"#[Histogram log format version 1.3]\n#[values in microseconds, interval max in milliseconds]\n"+
			"#[StartTime: %d (seconds since epoch), %s]\n#[BaseTime: %d (seconds since epoch)]\n"+
			"\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n",
		seconds, time.Unix(seconds, 0).UTC().Format(time.RFC3339), seconds)
	return errors.Join(w.hlog.write(header), w.record(start))
}

// record writes one line of JSON.
func (w *writer) record(record any) error {
	line, err := appendRecord(w.lines[:0], record)
	if err != nil {
		return err
	}
	w.lines = line
	return w.ndjson.write(line)
}

// interval writes everything since the last one.
func (w *writer) interval(r *Recorder) error {
	from, to := w.from, time.Since(w.started)
	w.from = to
	return errors.Join(w.histograms(r, from, to), w.records(r, from, to))
}

// histograms writes a line for each series with data and resets it.
func (w *writer) histograms(r *Recorder, from, to time.Duration) error {
	start := w.started.Sub(time.UnixMilli(w.base)) + from
	w.lines = w.lines[:0]
	for _, h := range r.histograms.list() {
		if taken := h.exchange(w.spare); !taken.empty() {
			w.lines = w.appendLine(w.lines, h.key, &taken, start, to-from)
			taken.clear()
			w.spare = taken
		}
	}
	return w.hlog.write(w.lines)
}

func (w *writer) appendLine(line []byte, key string, c *counts, start, length time.Duration) []byte {
	line = append(append(append(line, "Tag="...), key...), ',')
	for _, value := range [...]float64{start.Seconds(), length.Seconds(), float64(c.max()) / 1000} {
		line = append(strconv.AppendFloat(line, value, 'f', 3, 64), ',')
	}
	return append(w.encoder.append(line, c), '\n')
}

// records writes the journal and the counters and levels.
func (w *writer) records(r *Recorder, from, to time.Duration) error {
	w.lines = w.lines[:0]
	for _, record := range r.journal.take() {
		line, err := appendRecord(w.lines, record)
		if err != nil {
			return err
		}
		w.lines = line
	}
	w.lines = w.appendInterval(w.lines, r, from, to)
	return w.ndjson.write(w.lines)
}

func appendRecord(line []byte, record any) ([]byte, error) {
	out := bytes.NewBuffer(line)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(record); err != nil {
		return line, fmt.Errorf("encoding a record: %w", err)
	}
	return out.Bytes(), nil
}

// failedOnce is true the first time only.
func (w *writer) failedOnce() bool {
	first := !w.failed
	w.failed = true
	return first
}

func (w *writer) close() error { return errors.Join(w.hlog.close(), w.ndjson.close()) }
