package hdrlog

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/metrics"

	"scrt-bench/engine/clock"
)

func TestOperationsAreAnsweredFailedOrUnanswered(t *testing.T) {
	b := started(t)
	b.js(`
		globalThis.a = begin('send', { tab: 2 });
		begin('send', { tab: 2 }).fail('timeout', { status: 504 });
		begin('send', { tab: 2 });
		a.answer({ status: 202 });
	`)
	w := b.stop(nil)
	book := w.end("operations", 0)
	assert.Equal(t, map[string]any{"timeout": 1.0}, book["failed"])
	assert.Equal(t, []any{"phase", "send", "2", 3.0, 1.0, 1.0},
		[]any{book["scenario"], book["operation"], book["tab"], book["begun"], book["answered"], book["unanswered"]})
	assert.Positive(t, book["oldestUnansweredMs"])
	assert.InDelta(t, 3, w.counter("scrt_operations{operation=send;outcome=begun;scenario=phase;tab=2}"), 0)
	assert.InDelta(t, 1, w.counter("scrt_operations{operation=send;outcome=failed;reason=timeout;scenario=phase;tab=2}"), 0)
	assert.InDelta(t, 1, w.counter("scrt_operation_status{operation=send;outcome=answered;scenario=phase;status=202}"), 0)
	assert.EqualValues(t, 1, w.merged["scrt_operation_duration{operation=send;scenario=phase;tab=2}"].TotalCount())
	assert.EqualValues(t, 1, w.merged["scrt_operation_age{operation=send;scenario=phase;tab=2}"].TotalCount())
}

func TestAnOperationIsClosedOnce(t *testing.T) {
	b := started(t)
	assert.Equal(t, "undefined false", b.js(`
		const o = begin('send'); o.answer();
		String(o.answer()) + ' ' + o.fail('late');
	`))
	assert.Equal(t, "true undefined", b.js(`
		const p = begin('send');
		p.fail('timeout') + ' ' + p.answer();
	`))
	assert.InDelta(t, 1, b.stop(nil).end("operations", 0)["answered"], 0)
}

func TestAnAnswerCountsFromTheStampOfItsEvent(t *testing.T) {
	b := started(t)
	require.NoError(t, b.runtime.VU.Runtime().Set("now", clock.Now))
	assert.InDelta(t, 50, b.js(`const o = begin('send'); o.answer({ at: now() + 50 })`), 5)
}

func TestAnAnswerBeforeItsBeginIsZeroAndAnAnomaly(t *testing.T) {
	b := started(t)
	assert.EqualValues(t, 0, b.js(`begin('send').answer({ at: 0 })`))
	assert.InDelta(t, 1, b.stop(nil).counter("scrt_clock_anomalies{operation=send;scenario=phase}"), 0)
}

func TestIterationsAreCompletedThrownInterruptedOrCancelled(t *testing.T) {
	b := started(t)
	b.js(`
		startIteration().complete();
		startIteration();
		const i = startIteration(); i.throw(new Error('boom')); i.complete();
		startIteration().throw(new Error('boom'));
		startIteration().throw('a string');
	`)
	assert.Equal(t, false, b.js(`stopping()`))
	RequestStop()
	assert.Equal(t, "true undefined", b.js("stopping() + ' ' + startIteration()"))
	w := b.stop(errors.New("aborted"))
	book := w.end("iterations", 0)
	assert.Equal(t, []any{5.0, 1.0, 3.0, 1.0, 1.0}, []any{
		book["started"], book["completed"], book["threw"], book["interrupted"], book["cancelled"],
	})
	assert.Equal(t, true, w.of("end")[0]["aborted"])
	thrown := w.of("exception")
	require.Len(t, thrown, 2)
	assert.Equal(t, "Error: boom", thrown[0]["message"])
	assert.Contains(t, thrown[0]["stack"], "at ")
	assert.InDelta(t, 3, w.counter("scrt_exceptions{scenario=phase}"), 0)
}

func TestAnExceptionIsCountedWhateverWasThrown(t *testing.T) {
	b := started(t)
	b.js(`for (const thrown of [undefined, null, 0, Symbol('s'), [], {}, Object.create(null), { toString() { throw 1 } }]) {
		startIteration().throw(thrown);
	}`)
	w := b.stop(nil)
	assert.InDelta(t, 8, w.counter("scrt_exceptions{scenario=phase}"), 0)
	assert.InDelta(t, 8, w.end("iterations", 0)["threw"], 0)
}

func TestAnIterationThatWasCutOffIsInterruptedWhateverItSaysLater(t *testing.T) {
	b := started(t)
	b.js(`startIteration().complete(); globalThis.a = startIteration(); globalThis.b = startIteration()`)
	b.cancel()
	b.js(`a.complete(); b.throw(new Error('context canceled'))`)
	w := b.stop(nil)
	book := w.end("iterations", 0)
	assert.Equal(t, []any{3.0, 1.0, 0.0, 2.0}, []any{book["started"], book["completed"], book["threw"], book["interrupted"]})
	assert.Empty(t, w.of("exception"))
}

func TestAnIterationIsNotCompletedFromALaterOne(t *testing.T) {
	b := started(t)
	alive := b.runtime.VU.CtxField
	first, cancel := context.WithCancel(alive)
	b.runtime.VU.CtxField = first
	b.js(`globalThis.cut = startIteration()`)
	cancel()
	b.runtime.VU.CtxField = alive
	b.js(`cut.complete()`)
	book := b.stop(nil).end("iterations", 0)
	assert.Equal(t, []any{1.0, 0.0, 1.0}, []any{book["started"], book["completed"], book["interrupted"]})
}

func TestAnAnswerAfterTheCutIsNone(t *testing.T) {
	b := started(t)
	b.js(`globalThis.a = begin('send'); globalThis.b = begin('send')`)
	b.cancel()
	assert.Equal(t, "undefined undefined", b.js(`a.answer() + ' ' + b.answer({ at: 3600000, status: 200 })`))
	w := b.stop(nil)
	book := w.end("operations", 0)
	assert.Equal(t, []any{2.0, 0.0, 2.0}, []any{book["begun"], book["answered"], book["unanswered"]})
	assert.Nil(t, w.merged["scrt_operation_duration{operation=send;scenario=phase}"])
	assert.InDelta(t, 0, w.counter("scrt_operation_status{operation=send;outcome=answered;scenario=phase;status=200}"), 0)
}

func TestAFailureAfterTheCutIsTheCutsOwn(t *testing.T) {
	b := started(t)
	b.js(`globalThis.a = begin('send')`)
	b.cancel()
	assert.Equal(t, "false", b.js(`String(a.fail('error'))`))
	book := b.stop(nil).end("operations", 0)
	assert.Equal(t, []any{1.0, map[string]any{}, 1.0}, []any{book["begun"], book["failed"], book["unanswered"]})
}

func TestAnAnswerStampedBeforeTheCutIsRealThoughItIsToldLater(t *testing.T) {
	b := started(t)
	require.NoError(t, b.runtime.VU.Runtime().Set("now", clock.Now))
	b.js(`globalThis.o = begin('send'); globalThis.at = now()`)
	b.cancel()
	assert.Equal(t, "undefined", b.js(`String(o.answer())`))
	assert.GreaterOrEqual(t, b.js(`o.answer({ at }) + 0.5`), 0.5)
	assert.InDelta(t, 1, b.stop(nil).end("operations", 0)["answered"], 0)
}

func TestAnExceptionOfAHandlerIsBooked(t *testing.T) {
	b := started(t)
	_, err := b.runtime.VU.Runtime().RunString(`throw new Error('from a handler')`)
	ReportException(b.runtime.VU.Context(), err)
	w := b.stop(nil)
	assert.Equal(t, "Error: from a handler", w.of("exception")[0]["message"])
	assert.InDelta(t, 1, w.counter("scrt_exceptions{scenario=phase}"), 0)
}

func TestAnEndedContextCancelsNewIterations(t *testing.T) {
	b := started(t)
	b.cancel()
	assert.Equal(t, "true undefined", b.js("stopping() + ' ' + startIteration()"))
	assert.InDelta(t, 1, b.stop(nil).end("iterations", 0)["cancelled"], 0)
}

func TestViolationsAreAllCountedAndTheFirstWritten(t *testing.T) {
	b := started(t)
	b.js(`for (let i = 0; i < 25; i++) {
		violation({ rule: 'echo-once', place: 'stream', expected: '1', received: 'Bearer abc.def', mark: 'D', repeat: 'x' });
	}`)
	w := b.stop(nil)
	require.Len(t, w.of("violation"), fullPerKind)
	assert.Equal(t, "Bearer [masked]", w.of("violation")[0]["received"])
	assert.InDelta(t, 25, w.counter("scrt_violations{rule=echo-once;scenario=phase}"), 0)
}

func TestViolationsAreWrittenPerRuleAndMark(t *testing.T) {
	b := started(t)
	b.js(`for (let i = 0; i < 21; i++) violation({ rule: 'echo-once', mark: 'C' });
		violation({ rule: 'echo-once', mark: 'D' });`)
	written := b.stop(nil).of("violation")
	require.Len(t, written, fullPerKind+1)
	assert.Equal(t, "D", written[fullPerKind]["mark"])
}

func TestBooksBalanceFromManyVirtualUsersAtOnce(t *testing.T) {
	r := NewRecorder(logrus.New())
	var all sync.WaitGroup
	for vu := range 8 {
		all.Go(func() {
			for i := range 1000 {
				o := r.begin(accountKey{scenario: "s", operation: fmt.Sprint("o", i%3)})
				switch (i + vu) % 3 {
				case 0:
					r.answer(o, clock.Now())
				case 1:
					r.fail(o, "timeout")
				}
			}
		})
	}
	all.Wait()
	var begun, closed int64
	for _, book := range r.close(nil, nil).Operations {
		begun += book.Begun
		closed += book.Answered + book.Failed["timeout"] + book.Unanswered
	}
	assert.EqualValues(t, 8000, begun)
	assert.EqualValues(t, 8000, closed)
}

func TestBooksBalanceBeyondTheirCap(t *testing.T) {
	r := NewRecorder(logrus.New())
	for i := range maxAccounts + 50 {
		r.answer(r.begin(accountKey{operation: fmt.Sprint("o", i)}), clock.Now())
	}
	o := r.begin(accountKey{operation: "o0"})
	for i := range maxReasons + 10 {
		r.fail(r.begin(accountKey{operation: "o0"}), fmt.Sprint("r", i))
	}
	r.fail(o, "late")
	var begun, closed int64
	for _, book := range r.close(nil, nil).Operations {
		begun += book.Begun
		closed += book.Answered + book.Unanswered
		for _, n := range book.Failed {
			closed += n
		}
	}
	assert.Equal(t, begun, closed)
	assert.Positive(t, r.counters.getReserved("hdrlog_series_dropped").take())
}

func TestTheModuleWorksWithoutTheOutput(t *testing.T) {
	b := newBench(t, nil)
	current.Store(nil)
	assert.Equal(t, "true true undefined false", b.js(`
		const i = startIteration(); i.complete(); i.throw(new Error('x'));
		count('scrt_x'); observe('scrt_y', 1); violation({ rule: 'r' });
		const o = begin('send');
		[begin('send').fail('timeout'), o.answer() >= 0, o.answer(), o.fail('late')].map(String).join(' ');
	`))
}

func TestTheModuleRefusesWhatItDoesNotKnow(t *testing.T) {
	b := started(t)
	for call, want := range map[string]string{
		`begin('')`:                              "the operation must be a name",
		`begin('a', { scenario: 'b' })`:          "allowed is tab",
		`begin('a', { id: 'b' })`:                "allowed are event, operation, outcome, reason, rule, scenario, status, tab",
		`begin('a').answer({ when: 1 })`:         "allowed are at, status",
		`begin('a').answer({ at: 'x' })`:         "must be a number",
		`begin('a').fail()`:                      "the reason must be a name",
		`count('Foo')`:                           "does not match",
		`count('scrt_operations')`:               "is written by the books",
		`count('scrt_x', 1.5)`:                   "n must be a safe integer",
		`count('scrt_x', 1e18)`:                  "n must be a safe integer",
		`count('scrt_x', 1, { url: 'x' })`:       "unknown tag",
		`count('scrt_x', 1, { tab: {} })`:        "must be a string or a number",
		`observe('scrt_x', NaN)`:                 "ms must be a number",
		`violation({ rule: 'r', extra: 1 })`:     "allowed are rule, place, expected, received, mark, sources, repeat",
		`violation({})`:                          "the rule must be named",
		`violation()`:                            "must be an object",
		`count('scrt_x', 1, 'tags')`:             "tags must be an object",
		`begin('a').fail('x', { status: -200 })`: "at least 0",
	} {
		_, err := b.runtime.VU.Runtime().RunString(call)
		assert.ErrorContains(t, err, "TypeError", call)
		assert.ErrorContains(t, err, want, call)
	}
}

func TestOperationsAreSamplesTooWhenAskedFor(t *testing.T) {
	b := newBench(t, map[string]string{"HDRLOG_SAMPLES": "1", "HDRLOG_INTERVAL_MS": quiet})
	require.NoError(t, b.output.Start())
	b.js(`begin('send').answer(); begin('send').fail('timeout')`)
	close(b.samples)
	outcomes := map[string]int{}
	for container := range b.samples {
		outcome, _ := container.GetSamples()[0].Tags.Get("outcome")
		outcomes[container.GetSamples()[0].Metric.Name+outcome]++
		b.output.AddMetricSamples([]metrics.SampleContainer{container})
	}
	assert.Equal(t, map[string]int{
		"scrt_operationsbegun": 2, "scrt_operationsanswered": 1, "scrt_operationsfailed": 1, "scrt_operation_duration": 1,
	}, outcomes)
	w := b.stop(nil)
	assert.InDelta(t, 2, w.counter("scrt_operations{operation=send;outcome=begun;scenario=phase}"), 0)
	assert.EqualValues(t, 1, w.merged["scrt_operation_duration{operation=send;scenario=phase}"].TotalCount())
}
