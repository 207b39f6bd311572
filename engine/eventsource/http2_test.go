package eventsource

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// overHTTP2 runs a script with protocol http2 against a TLS server, with a transport as k6's.
func overHTTP2(t *testing.T, serverSpeaksIt bool, handler http.HandlerFunc, script string) *bench {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.EnableHTTP2 = serverSpeaksIt
	server.StartTLS()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	b := newBench(t)
	state := b.runtime.VU.StateField
	trusting := server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	transport := &http.Transport{
		TLSClientConfig: trusting, DialContext: state.Dialer.DialContext, ForceAttemptHTTP2: true, DisableCompression: true,
	}
	t.Cleanup(transport.CloseIdleConnections)
	state.TLSConfig, state.Transport = trusting, transport
	require.NoError(t, b.run("%s", strings.ReplaceAll(script, "URL", server.URL)))
	return b
}

func TestHTTP2StreamsShareAConnection(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]int{}
	b := overHTTP2(t, true, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen[r.RemoteAddr+" "+r.Proto+" "+r.Header.Get("X-Org-Id")]++
		mu.Unlock()
		holding("id:1\ndata:a\n\n")(w, r)
	}, `
		let n = 0;
		const streams = [];
		const open = () => {
			const s = new EventSource('URL/', { protocol: 'http2', headers: { 'X-Org-Id': '00D' } });
			s.onmessage = (e) => { say(e.data, e.lastEventId); if (++n === 5) streams.forEach((x) => x.close()); };
			streams.push(s);
			return s;
		};
		open().onopen = () => { for (let i = 0; i < 4; i++) open(); };
	`)
	assert.Equal(t, []string{"a 1", "a 1", "a 1", "a 1", "a 1"}, b.said)
	assert.Len(t, seen, 1)
	for client := range seen {
		assert.Contains(t, client, "HTTP/2.0 00D")
	}
	assert.Len(t, b.values("eventsource_connecting"), 1, "one connection was made")
	assert.Len(t, b.values("eventsource_waiting"), 5)
	assert.InDelta(t, 0, b.last("eventsource_streams_open"), 0)
}

const once = `
	const s = new EventSource('URL/', { protocol: 'http2', reconnect: false, idleTimeoutMs: 50, firstByteTimeoutMs: 5000 });
	s.onmessage = (e) => say(e.data);
	s.onerror = (e) => say(e.code, e.status, e.fatal);`

func TestHTTP2IsNotSilentlyReplaced(t *testing.T) {
	assert.Equal(t, []string{"protocol 0 true"}, overHTTP2(t, false, streaming("data:a\n\n"), once).said)
}

func TestHTTP2StreamEndsWithTheServer(t *testing.T) {
	assert.Equal(t, []string{"a", "ended 0 true"}, overHTTP2(t, true, streaming("data:a\n\n"), once).said)
}

func TestHTTP2StreamFailsWhenIdleForTooLong(t *testing.T) {
	assert.Equal(t, []string{"a", "timeout-idle 0 true"}, overHTTP2(t, true, holding("data:a\n\n"), once).said)
}

func TestHTTP2StreamReportsAReset(t *testing.T) {
	b := overHTTP2(t, true, func(w http.ResponseWriter, r *http.Request) {
		streaming("data:a\n\ndata:b")(w, r)
		panic(http.ErrAbortHandler)
	}, once)
	assert.Equal(t, "reset 0 true", b.said[len(b.said)-1])
}

func TestHTTP2StreamFailsWithoutHeadersInTime(t *testing.T) {
	b := overHTTP2(t, true, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		strings.Replace(once, "5000", "30", 1))
	assert.Equal(t, []string{"timeout-first-byte 0 true"}, b.said)
}

func TestHTTP2StreamShowsARefusalWithItsBody(t *testing.T) {
	b := overHTTP2(t, true, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte("no"))
	}, `
		const s = new EventSource('URL/', { protocol: 'http2' });
		s.onerror = (e) => say(e.code, e.status, e.body);`)
	assert.Equal(t, []string{"status 403 no"}, b.said)
}

func TestHTTP2NeedsTLS(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.run(`
		for (const [url, protocol] of [['http://x/', 'http2'], ['https://x/', 'http3']]) {
			try { new EventSource(url, { protocol }) } catch (e) { say(e.code, e.message) }
		}`))
	assert.Contains(t, b.said[0], "bad-option EventSource: protocol 'http2' needs an https URL")
	assert.Contains(t, b.said[1], "must be 'http1.1' or 'http2'")
}
