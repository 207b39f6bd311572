package hdrlog

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/errext"
	"go.k6.io/k6/metrics"
	"go.k6.io/k6/output"
)

// send pushes a sample as k6 does.
func (b *bench) send(registry *metrics.Registry, metric *metrics.Metric, value float64, pairs ...string) {
	tags := registry.RootTagSet()
	for i := 0; i+1 < len(pairs); i += 2 {
		tags = tags.With(pairs[i], pairs[i+1])
	}
	b.output.AddMetricSamples([]metrics.SampleContainer{metrics.Sample{
		TimeSeries: metrics.TimeSeries{Metric: metric, Tags: tags}, Time: time.Now(), Value: value,
	}})
}

func TestOutputBooksSamplesByTheirType(t *testing.T) {
	b := started(t)
	registry := metrics.NewRegistry()
	builtin := metrics.RegisterBuiltinMetrics(registry)
	own := registry.MustNewMetric("own_trend", metrics.Trend)
	timed := registry.MustNewMetric("eventsource_waiting", metrics.Trend, metrics.Time)
	b.send(registry, builtin.Iterations, 1, "scenario", "a", "url", "http://secret/1")
	b.send(registry, builtin.Iterations, 1, "scenario", "a", "url", "http://secret/2")
	b.send(registry, builtin.DroppedIterations, 3, "scenario", "a")
	b.send(registry, builtin.VUs, 7)
	b.send(registry, builtin.VUs, 5)
	b.send(registry, builtin.HTTPReqFailed, 1, "scenario", "a")
	b.send(registry, builtin.HTTPReqFailed, 0, "scenario", "a")
	b.send(registry, builtin.HTTPReqDuration, 12, "scenario", "a")
	b.send(registry, own, 12)
	b.send(registry, timed, 1.5, "scenario", "a")
	w := b.stop(nil)
	assert.InDelta(t, 2, w.counter("iterations{scenario=a}"), 0)
	assert.InDelta(t, 3, w.counter("dropped_iterations{scenario=a}"), 0)
	assert.InDelta(t, 1, w.counter("http_req_failed_true{scenario=a}"), 0)
	assert.InDelta(t, 2, w.counter("http_req_failed_total{scenario=a}"), 0)
	assert.InDelta(t, 1, w.counter("hdrlog_samples_skipped"), 0)
	gauges := w.of("interval")[0]["gauges"].(map[string]any)
	assert.Equal(t, map[string]any{"last": 5.0, "max": 7.0}, gauges["vus"])
	assert.Equal(t, []string{"eventsource_waiting{scenario=a}"}, w.tags)
	assert.EqualValues(t, 1500, w.merged["eventsource_waiting{scenario=a}"].Max())
	book := w.end("iterations", 0)
	assert.Equal(t, []any{3.0, 2.0}, []any{book["dropped"], book["k6Completed"]})
}

func TestOutputHasRoomForItsCapOfSeriesAndCountsTheNextValue(t *testing.T) {
	b := started(t)
	b.js(fmt.Sprintf(`for (let i = 0; i < %d; i++) observe('scrt_x', 1, { event: i })`, maxHistograms))
	assert.Empty(t, b.logs.AllEntries())
	b.output.tick()
	b.js(`observe('scrt_x', 1, { event: 0 }); observe('scrt_x', 1, { event: 'one too many' })`)
	w := b.stop(nil)
	assert.NotContains(t, w.of("interval")[0]["counters"], "hdrlog_series_dropped")
	assert.InDelta(t, 1, w.counter("hdrlog_series_dropped"), 0)
	assert.Len(t, w.merged, maxHistograms)
	assert.Len(t, w.tags, maxHistograms+1, "what has its place keeps it")
	require.Len(t, b.logs.AllEntries(), 1)
	assert.Contains(t, b.logs.LastEntry().Message, "scrt_x{event=one_too_many;scenario=phase}")
}

func TestOutputClampsWhatIsOutOfRangeAndCountsIt(t *testing.T) {
	b := started(t)
	b.js(`observe('scrt_x', 3600001); observe('scrt_x', -1); observe('scrt_x', 3600000)`)
	w := b.stop(nil)
	assert.InDelta(t, 2, w.counter("hdrlog_clamped"), 0)
	h := w.merged["scrt_x{scenario=phase}"]
	assert.EqualValues(t, 3, h.TotalCount())
	assert.True(t, h.ValuesAreEquivalent(highestMicros, h.Max()))
}

func TestOutputCapsItsSeriesAndCountsWhatIsLeftOut(t *testing.T) {
	b := started(t)
	b.js(fmt.Sprintf(`for (let i = 0; i < %d; i++) observe('scrt_x', 1, { event: i })`, maxHistograms+10))
	b.js(fmt.Sprintf(`for (let i = 0; i < %d; i++) count('scrt_y', 1, { event: i })`, maxCounters))
	w := b.stop(nil)
	assert.Len(t, w.tags, maxHistograms)
	// The counter of what was left out takes one of the counters' places.
	assert.InDelta(t, 11, w.counter("hdrlog_series_dropped"), 0)
	assert.Len(t, b.logs.AllEntries(), 1)
}

func TestOutputSanitisesTagValues(t *testing.T) {
	assert.Equal(t, "m{event=a_b_c_d_e_f_g;tab=1}", seriesKey("m", tag{"tab", "1"}, tag{"event", "a,b c\nd;e{f=g"}))
	assert.Equal(t, "m", seriesKey("m", tag{"tab", ""}))
}

func TestOutputMasksAndBoundsTexts(t *testing.T) {
	b := started(t)
	b.js(`violation({ rule: 'r', received: 'x'.repeat(100000) })`)
	assert.LessOrEqual(t, len(b.stop(nil).of("violation")[0]["received"].(string)), maxText+len("…"))
}

func TestOutputNeverOverwrites(t *testing.T) {
	b := started(t)
	current.Store(nil)
	again, err := NewOutput(output.Params{ConfigArgument: b.prefix, Logger: logrus.New()})
	require.NoError(t, err)
	var coded errext.HasExitCode
	err = again.Start()
	require.ErrorAs(t, err, &coded)
	assert.Equal(t, ExitCannotWrite, coded.ExitCode())
	assert.ErrorContains(t, err, "exists already")
	require.NoError(t, b.output.Stop())
}

func TestOutputRefusesAnIntervalThatIsNone(t *testing.T) {
	_, err := NewOutput(output.Params{
		ConfigArgument: "x", Logger: logrus.New(), Environment: map[string]string{"HDRLOG_INTERVAL_MS": "1s"},
	})
	assert.ErrorContains(t, err, `HDRLOG_INTERVAL_MS is "1s"`)
	_, err = NewOutput(output.Params{Logger: logrus.New()})
	assert.ErrorContains(t, err, "--out hdrlog=<prefix>")
}

func TestOutputWritesEachIntervalAtOnce(t *testing.T) {
	b := newBench(t, map[string]string{"HDRLOG_INTERVAL_MS": "10"})
	require.NoError(t, b.output.Start())
	b.js(`observe('scrt_x', 1); count('scrt_y', 5)`)
	poll(t, func() bool { return read(t, b.prefix).counter("scrt_y{scenario=phase}") == 5 })
	poll(t, func() bool { return len(read(t, b.prefix).tags) == 1 })
	w := b.stop(nil)
	assert.InDelta(t, 5, w.counter("scrt_y{scenario=phase}"), 0)
	intervals := w.of("interval")
	for i := 1; i < len(intervals); i++ {
		before := intervals[i-1]["at"].(float64) + intervals[i-1]["ms"].(float64)
		assert.InDelta(t, before, intervals[i]["at"], 2)
	}
	assert.Positive(t, intervals[0]["process"].(map[string]any)["rssBytes"])
}

func TestOutputHeadsItsLogAsTheFormatAsks(t *testing.T) {
	b := started(t)
	b.js(`observe('scrt_x', 1)`)
	b.stop(nil)
	text, err := os.ReadFile(b.prefix + ".hlog")
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(text), "#[Histogram log format version 1.3]\n"))
	assert.Regexp(t, `(?m)^#\[StartTime: \d+ \(seconds since epoch\), `, string(text))
	assert.Regexp(t, `(?m)^#\[BaseTime: \d+ \(seconds since epoch\)\]$`, string(text))
	assert.Regexp(t, `(?m)^Tag=scrt_x\{scenario=phase\},\d\.\d{3},\d+\.\d{3},1\.000,HIST`, string(text))
	found, err := hdr.NewHistogramLogReader(strings.NewReader(string(text))).NextIntervalHistogram()
	require.NoError(t, err)
	assert.Equal(t, "scrt_x{scenario=phase}", found.Tag())
}

func TestOutputEndsTheRunAfterARequestOnceNothingIsInFlight(t *testing.T) {
	b := newBench(t, map[string]string{"HDRLOG_INTERVAL_MS": "10"})
	ended := make(chan error, 1)
	b.output.SetTestRunStopCallback(func(err error) { ended <- err })
	b.output.params.ScriptOptions.Scenarios = scenarios(t, `{"a":{"executor":"constant-vus","duration":"1s"}}`)
	require.NoError(t, b.output.Start())
	b.js(`globalThis.open = startIteration()`)
	RequestStop()
	poll(t, func() bool { return len(read(t, b.prefix).of("interval")) > 3 })
	assert.Empty(t, ended)
	b.js(`open.complete()`)
	var coded errext.HasExitCode
	require.ErrorAs(t, <-ended, &coded)
	assert.Equal(t, ExitStopped, coded.ExitCode())
	require.NoError(t, b.output.Stop())
}

func TestARunThatEndsByItselfAfterARequestToStopSaysSo(t *testing.T) {
	b := started(t)
	RequestStop()
	end := b.stop(nil).of("end")[0]
	assert.Equal(t, []any{true, "the run was stopped on request"}, []any{end["aborted"], end["error"]})
}

func TestOutputEndsTheRunWhenItCannotWrite(t *testing.T) {
	b := newBench(t, map[string]string{"HDRLOG_INTERVAL_MS": "10"})
	ended := make(chan error, 2)
	b.output.SetTestRunStopCallback(func(err error) { ended <- err })
	require.NoError(t, b.output.Start())
	require.NoError(t, b.output.writer.ndjson.file.Close())
	var coded errext.HasExitCode
	require.ErrorAs(t, <-ended, &coded)
	assert.Equal(t, ExitCannotWrite, coded.ExitCode())
	assert.Error(t, b.output.StopWithTestError(errors.New("cannot write")))
	assert.Empty(t, ended)
}

func TestOutputRefusesASwitchThatIsNone(t *testing.T) {
	_, err := NewOutput(output.Params{ConfigArgument: "x", Logger: logrus.New(), Environment: map[string]string{"HDRLOG_HTTP": "yes"}})
	assert.ErrorContains(t, err, `HDRLOG_HTTP is "yes", expected 1 or 0`)
}

func TestASecondOutputIsRefused(t *testing.T) {
	b := newBench(t, nil)
	_, err := NewOutput(b.output.params)
	assert.ErrorContains(t, err, "hdrlog is asked for twice")
}

func TestAStopAskedForBeforeTheOutputIsMadeIsKept(t *testing.T) {
	t.Cleanup(func() { stopRequested.Store(false) })
	RequestStop()
	b := started(t)
	assert.Equal(t, true, b.js(`startIteration() === undefined && stopping()`))
}

func TestAnIterationThatK6HasCutIsNotInFlight(t *testing.T) {
	b := started(t)
	b.js(`startIteration(); startIteration()`)
	assert.EqualValues(t, 2, b.output.recorder.inFlight())
	b.cancel()
	poll(t, func() bool { return b.output.recorder.inFlight() <= 1 })
	assert.InDelta(t, 2, b.stop(nil).end("iterations", 0)["interrupted"], 0)
}

func TestWhatAVerdictIsDrawnFromFindsAPlaceWhateverFillsTheCap(t *testing.T) {
	b := started(t)
	for i := range maxCounters + 1 {
		b.output.recorder.Count(fmt.Sprintf("scrt_filler_%d", i), 1)
	}
	essentials := []string{"eventsource_overflows", "scrt_exceptions", "scrt_violations", "scrt_events_lost", "dropped_iterations"}
	for _, name := range essentials {
		b.output.recorder.Count(name, 7)
	}
	b.js(`begin('x').answer({ status: 99999 }); begin('x').answer({ status: -0 })`)
	w := b.stop(nil)
	for _, name := range essentials {
		assert.InDelta(t, 7, w.counter(name), 0, name)
	}
	assert.GreaterOrEqual(t, w.counter("hdrlog_series_dropped"), 1.0)
}
