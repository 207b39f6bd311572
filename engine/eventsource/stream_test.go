package eventsource

import (
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

func TestStreamDeliversEventsInOrder(t *testing.T) {
	b := newBench(t)
	url := serve(t, holding("id:1\ndata:a\n\n", ":hb\n\nevent:MSG\ndata:b\n\n", "data:c\n\n"))
	require.NoError(t, b.run(`
		const s = new EventSource('%s', { tags: { kind: 'x' } });
		say(s.readyState, s.url === '%[1]s', s instanceof EventSource, EventSource.CLOSED);
		s.onopen = (e) => say(e.type, e.status, s.readyState, e.receivedAt > 0 && e.receivedAt <= now());
		s.addEventListener('MSG', (e) => say(e.type, e.data, e.lastEventId));
		s.onmessage = (e) => { say(e.type, e.data); if (e.data === 'c') { s.close(); say(s.readyState); } };
	`, url))
	assert.Equal(t, []string{"0 true true 2", "open 200 1 true", "message a", "MSG b 1", "message c", "2"}, b.said)
	assert.InDelta(t, 3, b.sum("eventsource_events", "kind", "x", "scenario", "test"), 0)
	assert.InDelta(t, 44, b.sum("eventsource_bytes"), 0)
	assert.Positive(t, b.sum("eventsource_connecting"))
	assert.InDelta(t, 0, b.last("eventsource_streams_open"), 0)
}

func TestStreamHandsNothingToHandlersAfterClose(t *testing.T) {
	b := newBench(t)
	url := serve(t, holding("data:a\n\ndata:b\n\ndata:c\n\n"))
	require.NoError(t, b.run(`
		const s = new EventSource('%s');
		s.onmessage = (e) => { say(e.data); s.close(); s.close(); };
		s.onerror = (e) => say(e.code);
	`, url))
	assert.Equal(t, []string{"a"}, b.said)
}

func TestStreamRunsListenersInOrderUntilRemoved(t *testing.T) {
	b := newBench(t)
	url := serve(t, holding("data:a\n\ndata:b\n\n"))
	require.NoError(t, b.run(`
		const s = new EventSource('%s');
		const first = () => { say('first'); s.removeEventListener('message', first); };
		s.addEventListener('message', first); s.addEventListener('message', first);
		s.onmessage = () => say('on');
		s.addEventListener('message', (e) => { say('third'); if (e.data === 'b') s.close(); });
	`, url))
	assert.Equal(t, []string{"first", "on", "third", "on", "third"}, b.said)
}

func TestStreamsOfOneVirtualUserRunSideBySide(t *testing.T) {
	b := newBench(t)
	url := serve(t, holding("data:a\n\n"))
	require.NoError(t, b.run(`
		const streams = [];
		for (let i = 0; i < 50; i++) {
			const s = new EventSource('%s');
			streams.push(s);
			s.onmessage = () => { say('.'); if (streams.push(0) === 100) streams.slice(0, 50).forEach((x) => x.close()); };
		}
	`, url))
	assert.Len(t, b.said, 50)
	assert.InDelta(t, 0, b.last("eventsource_streams_open"), 0)
}

func TestStreamSendsTheHeadersOfAStreamRequest(t *testing.T) {
	b := newBench(t)
	var got http.Header
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.Header; streaming()(w, r) })
	require.NoError(t, b.run(`
		new EventSource('%s', { reconnect: false, lastEventId: '7', headers: { Authorization: 'Bearer t', 'X-Org-Id': '00D' } });
	`, url))
	assert.Equal(t, "text/event-stream", got.Get("Accept"))
	assert.Equal(t, "no-store", got.Get("Cache-Control"))
	assert.Equal(t, "7", got.Get("Last-Event-Id"))
	assert.Equal(t, "Bearer t", got.Get("Authorization"))
	assert.Equal(t, "00D", got.Get("X-Org-Id"))
}

func TestStreamResumesAfterTheLastEventID(t *testing.T) {
	b := newBench(t)
	var ids []string
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		ids = append(ids, r.Header.Get("Last-Event-ID"))
		streaming("retry:1\nid:"+strconv.Itoa(len(ids))+"\ndata:a\n\n")(w, r)
		if len(ids) == 3 {
			<-r.Context().Done()
		}
	})
	require.NoError(t, b.run(`
		const s = new EventSource('%s');
		let n = 0;
		s.onmessage = () => { if (++n === 3) s.close(); };
		s.onerror = (e) => say(e.code, e.fatal, s.readyState);
	`, url))
	assert.Equal(t, []string{"", "1", "2"}, ids)
	assert.Equal(t, []string{"ended false 0", "ended false 0"}, b.said)
	assert.InDelta(t, 2, b.sum("eventsource_reconnects"), 0)
	assert.InDelta(t, 2, b.sum("eventsource_errors", "reason", "ended"), 0)
}

func TestStreamGivesUpAfterTheLastAttempt(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.run(`
		const s = new EventSource('http://127.0.0.1:1/', { reconnect: { initialMs: 1, maxMs: 2, maxAttempts: 3 } });
		s.onerror = (e) => say(e.code, e.status, e.fatal, s.readyState);
	`))
	assert.Equal(t, []string{"refused 0 false 0", "refused 0 false 0", "refused 0 true 2"}, b.said)
}

func TestStreamSurvivesAnInterruptWithEventsInFlight(t *testing.T) {
	b := newBench(t)
	var handled atomic.Int64
	var interrupt sync.Once
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte("data:x\n\n"))
			_ = http.NewResponseController(w).Flush()
			if handled.Load() >= 500 {
				interrupt.Do(func() {
					b.runtime.VU.Runtime().Interrupt("the run was aborted")
					b.runtime.CancelContext()
				})
			}
		}
	})
	ctx, cancel := contextOf(b)
	b.runtime.VU.CtxField, b.runtime.CancelContext = ctx, cancel
	require.NoError(t, b.runtime.VU.Runtime().Set("handled", func() { handled.Add(1) }))
	_ = b.run(`for (let i = 0; i < 5; i++) new EventSource('%s').onmessage = handled;`, url)
	assert.GreaterOrEqual(t, handled.Load(), int64(500))
	assert.InDelta(t, 0, b.last("eventsource_streams_open"), 0)
}

func TestStreamReturnsWhatAHandlerThrowsAndCloses(t *testing.T) {
	b := newBench(t)
	url := serve(t, holding("data:a\n\ndata:b\n\n"))
	err := b.run(`new EventSource('%s').onmessage = (e) => { say(e.data); throw new Error('from the handler'); };`, url)
	assert.ErrorContains(t, err, "from the handler")
	assert.Equal(t, []string{"a"}, b.said)
}

func TestStreamCountsWhatASlowHandlerLoses(t *testing.T) {
	b := newBench(t)
	const sent = 3 * queueCapacity
	handled := make(chan struct{})
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		streaming("data:first\n\n")(w, r)
		<-handled
		_, _ = w.Write([]byte(strings.Repeat("data:x\n\n", sent)))
		_, _ = w.Write([]byte("event:last\ndata:x\n\n"))
	})
	require.NoError(t, b.runtime.VU.Runtime().Set("stall", func() {
		close(handled)
		time.Sleep(300 * time.Millisecond) // a handler that blocks its virtual user is the fault under test
	}))
	require.NoError(t, b.run(`
		const s = new EventSource('%s', { reconnect: false });
		s.onmessage = (e) => { if (e.data === 'first') stall(); };
		s.onerror = (e) => say(e.code, e.fatal);
	`, url))
	lost := b.sum("eventsource_overflows")
	assert.Positive(t, lost)
	assert.InDelta(t, sent+2, b.sum("eventsource_events")+lost, 0)
	assert.Equal(t, []string{"overflow false", "ended true"}, b.said)
	assert.Len(t, b.logs.AllEntries(), 1)
	assert.Greater(t, b.last("eventsource_dispatch_delay"), 0.0)
}

func TestErrorCodesAreTheDocumentedOnes(t *testing.T) {
	text, err := os.ReadFile("index.d.ts")
	require.NoError(t, err)
	source, err := os.ReadFile("codes.go")
	require.NoError(t, err)
	var declared, documented []string
	for _, m := range regexp.MustCompile(`Code = "([a-z0-9-]+)"`).FindAllStringSubmatch(string(source), -1) {
		declared = append(declared, m[1])
		assert.True(t, strings.Contains(string(text), "| `"+m[1]+"` |"), "%s has no row", m[1])
	}
	for _, union := range regexp.MustCompile(`(?s)type (?:Input)?ErrorCode =(.*?);`).FindAllStringSubmatch(string(text), -1) {
		for _, m := range regexp.MustCompile(`'([a-z0-9-]+)'`).FindAllStringSubmatch(union[1], -1) {
			documented = append(documented, m[1])
		}
	}
	assert.ElementsMatch(t, declared, documented)
}
