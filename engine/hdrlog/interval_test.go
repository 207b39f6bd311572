package hdrlog

import (
	"fmt"
	"os"
	"runtime"
	"testing"

	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fill records into every series that fits, as an interval of a large run does.
func fill(r *Recorder, values int) {
	for series := range maxHistograms {
		key := fmt.Sprintf("scrt_x{event=%d}", series)
		for n := range values {
			r.observe(key, latency(n))
		}
		r.count(fmt.Sprintf("scrt_y{event=%d}", series), 1)
	}
	for n := range 40 {
		r.fail(r.begin(accountKey{"phase", fmt.Sprint("failing", n), ""}), "timeout")
		r.begin(accountKey{"phase", fmt.Sprint("silent", n), ""})
		r.startIteration(fmt.Sprint("phase", n), false)
	}
}

// latency is a plausible latency in ms, another for each n.
func latency(n int) float64 { return 5 + float64(n*7919%100_003)/500 }

func TestAnIntervalOfSteadySeriesAllocatesNothingThatGrowsWithThem(t *testing.T) {
	b := started(t)
	o := b.output
	write := func() {
		fill(o.recorder, 100)
		require.NoError(t, o.writer.interval(o.recorder))
	}
	write()
	write()
	var before, after runtime.MemStats
	fill(o.recorder, 100)
	runtime.ReadMemStats(&before)
	require.NoError(t, o.writer.interval(o.recorder))
	runtime.ReadMemStats(&after)
	// 7 and 2 KB, to read what the process uses; the rest is room for the runtime's own.
	assert.LessOrEqual(t, after.Mallocs-before.Mallocs, uint64(32))
	assert.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<10))
}

func TestFullHistogramsHaveTheMemoryThatIsStated(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r := NewRecorder(logrus.New())
	fill(r, 1)
	runtime.GC()
	runtime.ReadMemStats(&after)
	assert.InDelta(t, 48_000_000, float64(after.HeapAlloc-before.HeapAlloc), 2_000_000)
	runtime.KeepAlive(r)
}

func TestAnIntervalIsJSONWhateverTheSeriesAreCalled(t *testing.T) {
	b := started(t)
	b.js(`for (const event of ['"', '\\', '<&>', 'é€', '\u2028', ' ', '\u0000']) count('scrt_y', 1, { event })`)
	b.js("begin('a b').answer(); begin('a_b').answer(); begin('a{b').fail('x y'); begin('a=b').fail('x_y')")
	w := b.stop(nil)
	for _, event := range []string{`"`, `\`, "<&>", "é€", "\u2028"} {
		assert.InDelta(t, 1, w.counter("scrt_y{event="+event+";scenario=phase}"), 0, event)
	}
	assert.InDelta(t, 2, w.counter("scrt_y{event=_;scenario=phase}"), 0)
	// Names that look alike in the log share a book, so that no line has one twice.
	assert.InDelta(t, 4, w.counter("scrt_operations{operation=a_b;outcome=begun;scenario=phase}"), 0)
	assert.InDelta(t, 2, w.counter("scrt_operations{operation=a_b;outcome=failed;reason=x_y;scenario=phase}"), 0)
	assert.Equal(t, map[string]any{"x_y": 2.0}, w.end("operations", 0)["failed"])
}

func TestAnIntervalSaysNothingOfWhatDidNotHappen(t *testing.T) {
	b := started(t)
	b.js(`count('scrt_y'); observe('scrt_x', 1)`)
	b.output.tick()
	b.output.tick()
	w := b.stop(nil)
	assert.NotEmpty(t, w.of("interval")[0]["counters"])
	assert.Empty(t, w.of("interval")[1]["counters"])
	assert.Len(t, w.tags, 1)
}

func TestAProcessKnowsItsMemory(t *testing.T) {
	assert.Greater(t, residentBytes(), int64(os.Getpagesize()))
}
