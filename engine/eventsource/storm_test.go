package eventsource

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stormStreams is below what the race detector can follow: 8,128 goroutines, and the server needs them too.
const stormStreams = 500

func TestStreamsCutTogetherAllResumeAfterTheirLastEvent(t *testing.T) {
	b := newBench(t)
	cut := make(chan struct{})
	var first atomic.Int64
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if id := r.Header.Get("Last-Event-ID"); id != "" {
			holding(fmt.Sprintf("data:after %s\n\n", id))(w, r)
			return
		}
		streaming(fmt.Sprintf("retry:1\nid:%s\ndata:first\n\n", r.URL.Query().Get("n")))(w, r)
		if first.Add(1) == stormStreams {
			close(cut)
		}
		<-cut
	})
	require.NoError(t, b.run(`
		const streams = [];
		let resumed = 0;
		for (let i = 1; i <= %d; i++) {
			const s = new EventSource('%s/?n=' + i);
			streams.push(s);
			s.onmessage = (e) => {
				if (e.data === 'first') return;
				if (e.data !== 'after ' + i || e.lastEventId !== String(i)) say('wrong', i, e.data, e.lastEventId);
				if (++resumed === %[1]d) streams.forEach((x) => x.close());
			};
		}
	`, stormStreams, url))
	assert.Empty(t, b.said)
	assert.InDelta(t, stormStreams, b.sum("eventsource_reconnects"), 0)
	assert.InDelta(t, 2*stormStreams, b.sum("eventsource_events"), 0)
	assert.Len(t, b.values("eventsource_dispatch_delay"), 2*stormStreams, "every event has its delay")
	assert.InDelta(t, 0, b.last("eventsource_streams_open"), 0)
}

func TestCountsArriveWhileTheStreamIsOpen(t *testing.T) {
	b := newBench(t)
	counted := make(chan struct{})
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		streaming("data:a\n\n")(w, r)
		<-counted
		_, _ = w.Write([]byte("data:last\n\n"))
	})
	b.notify("eventsource_events", counted)
	require.NoError(t, b.run(`
		const s = new EventSource('%s', { reconnect: false });
		s.onmessage = (e) => say(e.data);
	`, url))
	assert.Equal(t, []string{"a", "last"}, b.said)
	assert.Len(t, b.values("eventsource_first_event"), 1)
	assert.Positive(t, b.sum("eventsource_first_event"))
}

func TestTheEndOfAnIterationIsPromptWhateverStreamsAreDoing(t *testing.T) {
	b := newBench(t)
	ctx, cancel := contextOf(b)
	b.runtime.VU.CtxField = ctx
	flood := serve(t, func(w http.ResponseWriter, r *http.Request) {
		streaming()(w, r)
		for {
			if _, err := w.Write([]byte("data:x\n\n")); err != nil {
				return
			}
		}
	})
	silent := raw(t, func(conn net.Conn) { _, _ = conn.Read(make([]byte, 1)) })
	require.NoError(t, b.runtime.VU.Runtime().Set("end", cancel))
	require.NoError(t, b.run(`
		let n = 0;
		new EventSource('%s').onmessage = () => { if (++n === 5000) { end(); new EventSource('%s'); } };
		new EventSource('%s').onmessage = () => say('never');
		new EventSource('http://127.0.0.1:1/', { reconnect: { initialMs: 86400000 } });
	`, flood, silent, silent))
	assert.Empty(t, b.said)
	assert.InDelta(t, 0, b.last("eventsource_streams_open"), 0)
}

func TestAStreamThatNeverPausesLeavesTheOthersTheirTurn(t *testing.T) {
	b := newBench(t)
	flood := serve(t, func(w http.ResponseWriter, r *http.Request) {
		streaming("data:flood\n\n")(w, r)
		for lines := bytes.Repeat([]byte(":\n"), 1<<19); ; {
			if _, err := w.Write(lines); err != nil {
				return
			}
		}
	})
	flooding := make(chan struct{})
	quiet := serve(t, func(w http.ResponseWriter, r *http.Request) {
		streaming()(w, r)
		<-flooding
		_, _ = w.Write([]byte("data:quiet\n\n"))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	b.notify("eventsource_bytes", flooding)
	require.NoError(t, b.run(`
		const flood = new EventSource('%s');
		const others = Array.from({ length: 8 }, () => new EventSource('%s'));
		let heard = 0;
		for (const s of others) {
			s.onmessage = (e) => {
				say(e.data);
				if (++heard === others.length) [flood, ...others].forEach((x) => x.close());
			};
		}
	`, flood, quiet))
	assert.Len(t, b.said, 8)
}

func TestTheEndOfAnIterationIsNoErrorOfItsStreams(t *testing.T) {
	b := newBench(t)
	ctx, cancel := contextOf(b)
	b.runtime.VU.CtxField = ctx
	var asked atomic.Int64
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 200 {
			cancel()
		}
		<-r.Context().Done()
	})
	require.NoError(t, b.run(`for (let i = 0; i < 200; i++) new EventSource('%s').onerror = (e) => say(e.code);`, url))
	assert.Empty(t, b.said)
	assert.Zero(t, b.sum("eventsource_errors"))
}
