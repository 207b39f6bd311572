package hdrlog

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/sirupsen/logrus"
	"go.k6.io/k6/errext"
	"go.k6.io/k6/errext/exitcodes"
	"go.k6.io/k6/metrics"
	"go.k6.io/k6/output"
)

// Exit codes of ours; k6's own are 97 to 110.
const (
	ExitCannotWrite exitcodes.ExitCode = 120
	ExitStopped     exitcodes.ExitCode = 121
)

// Output is `--out hdrlog=<prefix>`.
type Output struct {
	params   output.Params
	logger   logrus.FieldLogger
	recorder *Recorder
	ingester *ingester
	writer   *writer
	interval time.Duration
	flusher  *output.PeriodicFlusher
	stopRun  func(error)
	stopping time.Time // when the request to stop was first seen
}

var (
	_ output.WithStopWithTestError = &Output{}
	_ output.WithTestRunStop       = &Output{}
)

// NewOutput creates the output and the recorder of this process.
func NewOutput(params output.Params) (*Output, error) {
	if params.ConfigArgument == "" {
		return nil, errors.New("hdrlog needs a prefix for its files: --out hdrlog=<prefix>")
	}
	interval := time.Second
	if text := params.Environment["HDRLOG_INTERVAL_MS"]; text != "" {
		ms, err := strconv.Atoi(text)
		if err != nil || ms < 10 || ms > 3_600_000 {
			return nil, fmt.Errorf("HDRLOG_INTERVAL_MS is %q, expected an integer from 10 to 3600000", text)
		}
		interval = time.Duration(ms) * time.Millisecond
	}
	http := params.Environment["HDRLOG_HTTP"]
	if !slices.Contains([]string{"", "0", "1"}, http) {
		return nil, fmt.Errorf("HDRLOG_HTTP is %q, expected 1 or 0", http)
	}
	logger := params.Logger.WithField("output", "hdrlog")
	recorder := NewRecorder(logger)
	if !current.CompareAndSwap(nil, recorder) {
		return nil, errors.New("hdrlog is asked for twice, and a run has one set of books: leave one --out hdrlog=… out")
	}
	recorder.stop.Store(stopRequested.Load())
	return &Output{
		params: params, logger: logger, recorder: recorder, interval: interval,
		ingester: newIngester(recorder, http == "1"),
	}, nil
}

// Description implements output.Output.
func (o *Output) Description() string { return "hdrlog (" + o.params.ConfigArgument + ")" }

// SetTestRunStopCallback implements output.WithTestRunStop.
func (o *Output) SetTestRunStopCallback(stop func(error)) { o.stopRun = stop }

// Start creates the files and writes the start record; an existing file is never overwritten.
func (o *Output) Start() error {
	now := time.Now()
	opened, err := openWriter(o.params.ConfigArgument, now, o.startRecord(now))
	if err != nil {
		return cannotWrite(err)
	}
	o.writer = opened
	flusher, err := output.NewPeriodicFlusher(o.interval, o.tick)
	if err != nil {
		return err //nolint:wrapcheck // cannot happen, the interval is positive
	}
	o.flusher = flusher
	return nil
}

func cannotWrite(err error) error {
	return errext.WithExitCodeIfNone(fmt.Errorf("hdrlog: %w", err), ExitCannotWrite)
}

// AddMetricSamples implements output.Output: booking is some ten nanoseconds a sample, so it is done at once.
func (o *Output) AddMetricSamples(samples []metrics.SampleContainer) { o.ingester.add(samples) }

// tick writes one interval; a failed write ends the run, as what follows would be lost.
func (o *Output) tick() {
	if err := o.writer.interval(o.recorder); err != nil {
		if o.writer.failedOnce() && o.stopRun != nil {
			o.stopRun(cannotWrite(err))
		}
		return
	}
	o.endAfterRequest()
}

// endAfterRequest ends the run once a requested stop has let everything in flight finish, or its time is over.
func (o *Output) endAfterRequest() {
	if !o.recorder.stop.Load() || o.stopRun == nil {
		return
	}
	if o.stopping.IsZero() {
		o.stopping = time.Now()
	}
	if o.recorder.inFlight() > 0 && time.Since(o.stopping) < o.grace() {
		return
	}
	o.stopRun(errext.WithExitCodeIfNone(errStopped, ExitStopped))
	o.stopRun = nil
}

var errStopped = errors.New("the run was stopped on request")

// grace is the longest gracefulStop of the run.
func (o *Output) grace() time.Duration {
	var longest time.Duration
	for _, config := range o.params.ScriptOptions.Scenarios {
		longest = max(longest, config.GetGracefulStop())
	}
	return longest
}

// Stop implements output.Output.
func (o *Output) Stop() error { return o.StopWithTestError(nil) }

// StopWithTestError writes the last interval and the end record; all samples have arrived by then.
func (o *Output) StopWithTestError(testErr error) error {
	if o.flusher == nil {
		return nil
	}
	o.flusher.Stop()
	if testErr == nil && o.recorder.stop.Load() {
		testErr = errStopped // and the run ended by itself before that could end it
	}
	end := o.recorder.close(testErr, phases(o.params.ScriptOptions))
	// An end vouches for all that is before it, so there is none behind a lost interval.
	err := o.writer.interval(o.recorder)
	if err == nil {
		err = o.writer.record(end)
	}
	err = errors.Join(err, o.writer.close())
	current.CompareAndSwap(o.recorder, nil)
	if err != nil {
		return cannotWrite(err)
	}
	return nil
}
