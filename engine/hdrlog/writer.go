package hdrlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

// writer owns the two files. Each interval is one write to each, so a killed process leaves whole lines behind but
// for the interval it was killed in. It is used by one goroutine at a time.
type writer struct {
	hlog, ndjson *os.File
	lines        bytes.Buffer
	started      time.Time // with its monotonic reading: intervals do not jump with the wall clock
	base         int64     // epoch ms, whole seconds: what the header can say
	from         time.Duration
	usage        usage
	failed       bool
}

func openWriter(prefix string, now time.Time) (*writer, error) {
	w := &writer{started: now, base: now.Unix() * 1000, usage: readUsage()}
	var err error
	if w.hlog, err = createFile(prefix + ".hlog"); err != nil {
		return nil, err
	}
	if w.ndjson, err = createFile(prefix + ".ndjson"); err != nil {
		_ = w.hlog.Close()
		_ = os.Remove(w.hlog.Name())
		return nil, err
	}
	seconds := now.Unix()
	_, err = fmt.Fprintf(w.hlog, "#[Histogram log format version 1.3]\n#[values in microseconds, interval max in milliseconds]\n"+
		"#[StartTime: %d (seconds since epoch), %s]\n#[BaseTime: %d (seconds since epoch)]\n"+
		"\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n",
		seconds, time.Unix(seconds, 0).UTC().Format(time.RFC3339), seconds)
	return w, err //nolint:wrapcheck // names the file
}

func createFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644) //nolint:gosec // results are not secret
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s exists already: choose another prefix", path)
	}
	return file, err //nolint:wrapcheck // names the file
}

// record writes one line of JSON.
func (w *writer) record(records ...any) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for _, r := range records {
		if err := encoder.Encode(r); err != nil {
			return fmt.Errorf("encoding a record: %w", err)
		}
	}
	_, err := w.ndjson.Write(out.Bytes())
	return err //nolint:wrapcheck // names the file
}

// interval writes everything since the last one.
func (w *writer) interval(r *Recorder) error {
	from, to := w.from, time.Since(w.started)
	w.from = to
	records := append(r.takeJournal(), w.intervalRecord(r, from, to))
	return errors.Join(w.histograms(r, from, to), w.record(records...))
}

// histograms writes a line for each series with data and resets it.
func (w *writer) histograms(r *Recorder, from, to time.Duration) error {
	w.lines.Reset()
	offset := w.started.Sub(time.UnixMilli(w.base))
	for _, s := range r.listHistograms() {
		if err := w.line(s, offset+from, to-from); err != nil {
			return err
		}
	}
	_, err := w.hlog.Write(w.lines.Bytes())
	return err //nolint:wrapcheck // names the file
}

func (w *writer) line(s *histogram, start, length time.Duration) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.h.TotalCount() == 0 {
		return nil
	}
	encoded, err := s.h.EncodeV2()
	if err != nil {
		return fmt.Errorf("encoding %s: %w", s.key, err)
	}
	line := append(w.lines.AvailableBuffer(), "Tag="...)
	line = append(append(line, s.key...), ',')
	for _, value := range []float64{start.Seconds(), length.Seconds(), float64(s.h.Max()) / 1000} {
		line = append(strconv.AppendFloat(line, value, 'f', 3, 64), ',')
	}
	line = append(append(line, encoded...), '\n')
	w.lines.Write(line)
	s.h.Reset()
	return nil
}

// failedOnce is true the first time only.
func (w *writer) failedOnce() bool {
	first := !w.failed
	w.failed = true
	return first
}

func (w *writer) close() error { return errors.Join(w.hlog.Close(), w.ndjson.Close()) }
