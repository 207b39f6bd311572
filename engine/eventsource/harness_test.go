package eventsource

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sirupsen/logrus"
	"github.com/sirupsen/logrus/hooks/test"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/js/modulestest"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/lib/netext"
	"go.k6.io/k6/metrics"
)

// bench is one virtual user with the module, and what it sent and logged.
type bench struct {
	t       *testing.T
	runtime *modulestest.Runtime
	logs    *test.Hook
	said    []string // by say(), on the event loop only
	mu      sync.Mutex
	samples []metrics.Sample
	done    chan struct{}
	channel chan metrics.SampleContainer
	awaited map[string]chan struct{} // closed at the first sample of a metric
}

// notify closes reached at the first sample of a metric.
func (b *bench) notify(metric string, reached chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.awaited = map[string]chan struct{}{metric: reached}
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{
		t: t, runtime: modulestest.NewRuntime(t), done: make(chan struct{}),
		channel: make(chan metrics.SampleContainer, 16),
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	b.runtime.VU.CtxField = ctx
	require.NoError(t, b.runtime.SetupModuleSystem(map[string]any{"k6/x/eventsource": New()}, nil, nil))
	rt := b.runtime.VU.Runtime()
	_, err := rt.RunString(`var { EventSource, now } = require('k6/x/eventsource')`)
	require.NoError(t, err)
	require.NoError(t, rt.Set("say", func(parts ...any) { b.said = append(b.said, strings.TrimSpace(fmt.Sprintln(parts...))) }))
	registry := b.runtime.VU.InitEnvField.Registry
	logger, hook := test.NewNullLogger()
	logger.SetLevel(logrus.WarnLevel)
	b.logs = hook
	b.runtime.MoveToVUContext(&lib.State{
		VUID: 1, Logger: logger, Dialer: netext.NewDialer(net.Dialer{}, nil), Samples: b.channel, BuiltinMetrics: b.runtime.BuiltinMetrics,
		Tags: lib.NewVUStateTags(registry.RootTagSet().With("scenario", "test")),
	})
	go b.collect()
	return b
}

func (b *bench) collect() {
	defer close(b.done)
	for container := range b.channel {
		b.mu.Lock()
		for _, s := range container.GetSamples() {
			b.samples = append(b.samples, s)
			if reached := b.awaited[s.Metric.Name]; reached != nil {
				close(reached)
				delete(b.awaited, s.Metric.Name)
			}
		}
		b.mu.Unlock()
	}
}

// run runs the script to the end of all its streams, as an iteration does.
func (b *bench) run(script string, args ...any) error {
	b.t.Helper()
	var err error
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, err = b.runtime.RunOnEventLoop(fmt.Sprintf(script, args...))
	}()
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		b.t.Fatal("the iteration does not end: a stream keeps its callback")
	}
	close(b.channel)
	<-b.done
	return err
}

// sum adds up the values of a metric whose tags include the given pairs.
func (b *bench) sum(metric string, pairs ...string) float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	var total float64
	for _, s := range b.samples {
		if s.Metric.Name == metric && hasTags(s.Tags, pairs) {
			total += s.Value
		}
	}
	return total
}

// values are those of all samples of a metric, in the order they were sent.
func (b *bench) values(metric string) []float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	var values []float64
	for _, s := range b.samples {
		if s.Metric.Name == metric {
			values = append(values, s.Value)
		}
	}
	return values
}

// last is -1 if there was no sample.
func (b *bench) last(metric string) float64 {
	values := b.values(metric)
	if len(values) == 0 {
		return -1
	}
	return values[len(values)-1]
}

func hasTags(tags *metrics.TagSet, pairs []string) bool {
	for i := 0; i+1 < len(pairs); i += 2 {
		if value, _ := tags.Get(pairs[i]); value != pairs[i+1] {
			return false
		}
	}
	return true
}

// serve starts a server on loopback.
func serve(t *testing.T, handler http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

// streaming answers with a stream and sends parts, each flushed, then ends.
func streaming(parts ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		for _, part := range parts {
			_, _ = w.Write([]byte(part))
			_ = http.NewResponseController(w).Flush()
		}
	}
}

// holding answers as streaming, but then stays open until the client goes.
func holding(parts ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		streaming(parts...)(w, r)
		<-r.Context().Done()
	}
}

// raw answers every connection with bytes of its own and closes it.
func raw(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close() //nolint:errcheck // a test
				_, _ = conn.Read(make([]byte, 4096))
				answer(conn)
			}()
		}
	}()
	return "http://" + listener.Addr().String()
}
