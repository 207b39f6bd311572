package hdrlog

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/grafana/sobek"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/metrics"

	"scrt-bench/engine/clock"
)

func BenchmarkRecord(b *testing.B) {
	h := newHistogram("x")
	for i := 0; b.Loop(); i++ {
		h.record(latency(i))
	}
}

func BenchmarkInterval(b *testing.B) {
	for _, values := range []int{20, 1000} {
		b.Run(fmt.Sprintf("256 series of %d values", values), func(b *testing.B) {
			o := started(b).output
			keys := make([]string, maxHistograms)
			for i := range keys {
				keys[i] = seriesKey("scrt_x", tag{"event", fmt.Sprint(i)}, tag{"scenario", "phase"})
			}
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				for i := range values {
					for _, key := range keys {
						o.recorder.observe(key, latency(i))
					}
				}
				b.StartTimer()
				require.NoError(b, o.writer.interval(o.recorder))
			}
		})
	}
}

func BenchmarkIntervalOfBooks(b *testing.B) {
	o := started(b).output
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		for i := range 256 {
			o.recorder.begin(accountKey{"phase", fmt.Sprint("o", i%40), ""})
			o.recorder.Count("scrt_y", 1, tag{"event", fmt.Sprint(i)}, tag{"scenario", "phase"})
		}
		b.StartTimer()
		require.NoError(b, o.writer.interval(o.recorder))
	}
}

func BenchmarkIngestOfOneRequest(b *testing.B) {
	registry := metrics.NewRegistry()
	builtin := metrics.RegisterBuiltinMetrics(registry)
	i := newIngester(NewRecorder(logrus.New()), false)
	for _, urls := range []int{1, 10, 100_000} {
		b.Run(fmt.Sprintf("%d addresses", urls), func(b *testing.B) {
			containers := make([]metrics.SampleContainer, urls)
			for n := range containers {
				containers[n] = request(registry, builtin, fmt.Sprint("http://x/", n))
			}
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				i.add(containers[n%urls : n%urls+1])
			}
		})
	}
}

func BenchmarkBooks(b *testing.B) {
	r := NewRecorder(logrus.New())
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		for i := 0; p.Next(); i++ {
			r.answer(r.begin(accountKey{scenario: "phase", operation: operations[i%len(operations)]}), clock.Now())
		}
	})
}

var operations = [...]string{"send", "open", "token", "stream", "close", "list", "await", "end"}

func BenchmarkBooksWhileIngesting(b *testing.B) {
	r := NewRecorder(logrus.New())
	registry := metrics.NewRegistry()
	builtin := metrics.RegisterBuiltinMetrics(registry)
	i := newIngester(r, false)
	tags := registry.RootTagSet().With("scenario", "phase")
	samples := make(metrics.Samples, 1000)
	for n := range samples {
		samples[n] = metrics.Sample{TimeSeries: metrics.TimeSeries{Metric: builtin.HTTPReqs, Tags: tags}, Value: 1}
	}
	batch := []metrics.SampleContainer{samples}
	var done atomic.Bool
	var ingesting sync.WaitGroup
	ingesting.Go(func() {
		for !done.Load() {
			i.add(batch)
		}
	})
	key := accountKey{scenario: "phase", operation: "send"}
	for b.Loop() {
		r.answer(r.begin(key), clock.Now())
	}
	done.Store(true)
	ingesting.Wait()
}

func BenchmarkScript(b *testing.B) {
	for _, statement := range []string{
		";", // what the loop itself costs, and below what the objects of the longest call do
		"({ tab: '1' }, { at: 3600000, status: 202 })",
		"begin('send')",
		"begin('send').answer()",
		"begin('send', { tab: '1' }).answer({ at: 3600000, status: 202 })",
		"begin('send').fail('timeout', { status: 504 })",
		"startIteration().complete()",
		"count('scrt_events')",
		"count('scrt_events', 2, { event: 'CONVERSATION_MESSAGE' })",
		"observe('scrt_first_event', 12.5)",
		"stopping()",
	} {
		b.Run(statement, func(b *testing.B) {
			script := started(b).runtime.VU.Runtime()
			function, err := script.RunString("(n) => { for (let i = 0; i < n; i++) " + statement + " }")
			require.NoError(b, err)
			call, _ := sobek.AssertFunction(function)
			b.ReportAllocs()
			b.ResetTimer()
			_, err = call(sobek.Undefined(), script.ToValue(b.N))
			require.NoError(b, err)
		})
	}
}
