package eventsource

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/lib"
)

func contextOf(b *bench) (context.Context, context.CancelFunc) {
	return context.WithCancel(b.runtime.VU.CtxField)
}

// failing runs one stream without reconnects and gives what its error events said.
func failing(t *testing.T, url, options string) (*bench, []string) {
	t.Helper()
	b := newBench(t)
	require.NoError(t, b.run(`
		const s = new EventSource('%s', Object.assign({ reconnect: false }, %s));
		s.onopen = () => say('open');
		s.onmessage = (e) => say(e.data);
		s.onerror = (e) => say(e.code, e.status, e.fatal, e.body);
	`, url, options))
	return b, b.said
}

func TestStreamFailsOnAStatusAndShowsTheBodyWithoutTokens(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`bad token eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln`))
	})
	b, said := failing(t, url, "{}")
	assert.Equal(t, []string{"status 401 true bad token [masked]"}, said)
	assert.InDelta(t, 1, b.sum("eventsource_errors", "reason", "status"), 0)
}

func TestStreamStaysAwayAfter204EvenIfItMayReconnect(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	_, said := failing(t, url, "{ reconnect: { initialMs: 1 } }")
	assert.Equal(t, []string{"status 204 true"}, said)
}

func TestStreamFailsOnAnotherContentType(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) })
	_, said := failing(t, url, "{}")
	assert.Equal(t, []string{"content-type 200 true <html>"}, said)
}

func TestStreamFailsOnACompressedBody(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		streaming("x")(w, r)
	})
	_, said := failing(t, url, "{}")
	assert.Equal(t, []string{"content-encoding 200 true x"}, said)
}

func TestStreamFailsWithoutHeadersInTime(t *testing.T) {
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	_, said := failing(t, url, "{ firstByteTimeoutMs: 30 }")
	assert.Equal(t, []string{"timeout-first-byte 0 true"}, said)
}

func TestStreamFailsOnAHungTLSHandshake(t *testing.T) {
	hung := make(chan struct{})
	t.Cleanup(func() { close(hung) })
	url := raw(t, func(net.Conn) { <-hung })
	_, said := failing(t, strings.Replace(url, "http:", "https:", 1), "{ firstByteTimeoutMs: 30 }")
	assert.Equal(t, []string{"timeout-first-byte 0 true"}, said)
}

func TestStreamFailsOnAnUntrustedCertificate(t *testing.T) {
	server := httptest.NewTLSServer(streaming())
	t.Cleanup(server.Close)
	_, said := failing(t, server.URL, "{}")
	assert.Equal(t, []string{"tls 0 true"}, said)
}

func TestStreamEndsAtOnceWithAnEmptyBody(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Content-Length", "0")
	})
	_, said := failing(t, url, "{}")
	assert.Equal(t, []string{"open", "ended 0 true"}, said)
}

func TestStreamReadsOverTLSWithTheConfigOfK6(t *testing.T) {
	server := httptest.NewTLSServer(streaming("data:a\n\n"))
	t.Cleanup(server.Close)
	b := newBench(t)
	b.runtime.VU.StateField.TLSConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	require.NoError(t, b.run(`
		const s = new EventSource('%s', { reconnect: false });
		s.onmessage = (e) => say(e.data);
		s.onerror = (e) => say(e.code, e.message);
	`, server.URL))
	assert.Equal(t, []string{"a", "ended the server ended the stream"}, b.said)
}

func TestStreamFailsWhenIdleForTooLong(t *testing.T) {
	_, said := failing(t, serve(t, holding("data:a\n\n")), "{ idleTimeoutMs: 30 }")
	assert.Equal(t, []string{"open", "a", "timeout-idle 0 true"}, said)
}

func TestStreamEndsWithTheServer(t *testing.T) {
	_, said := failing(t, serve(t, streaming("data:a\n\ndata:cut off\n")), "{}")
	assert.Equal(t, []string{"open", "a", "ended 0 true"}, said)
}

func TestStreamReportsAResetInTheMiddleOfAnEvent(t *testing.T) {
	url := raw(t, func(conn net.Conn) {
		_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\nff\r\ndata:a"))
		_ = conn.(*net.TCPConn).SetLinger(0)
	})
	_, said := failing(t, url, "{}")
	assert.Equal(t, "reset 0 true", said[len(said)-1])
}

func TestStreamReadsAnIdentityBodyUntilTheConnectionCloses(t *testing.T) {
	url := raw(t, func(conn net.Conn) {
		_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n\r\ndata:a\n\n"))
	})
	_, said := failing(t, url, "{}")
	assert.Equal(t, []string{"open", "a", "ended 0 true"}, said)
}

func TestStreamFailsOnWhatIsNoHTTP(t *testing.T) {
	url := raw(t, func(conn net.Conn) { _, _ = conn.Write([]byte("SSH-2.0-OpenSSH\r\n\r\n")) })
	_, said := failing(t, url, "{}")
	assert.Equal(t, []string{"protocol 0 true"}, said)
}

func TestStreamFailsOnEndlessHeaders(t *testing.T) {
	url := raw(t, func(conn net.Conn) {
		_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 2*maxHeaderBytes)))
	})
	_, said := failing(t, url, "{}")
	assert.Equal(t, []string{"protocol 0 true"}, said)
}

func TestStreamFailsOnAnEventBeyondItsBound(t *testing.T) {
	_, said := failing(t, serve(t, holding("data:"+strings.Repeat("x", 5000))), "{ maxEventBytes: 4096, reconnect: {} }")
	assert.Equal(t, []string{"open", "too-large 0 true"}, said)
}

func TestStreamReportsInvalidUTF8OnceAndGoesOn(t *testing.T) {
	_, said := failing(t, serve(t, streaming("data:a\xFF\n\ndata:\xFE\n\n")), "{}")
	assert.Equal(t, []string{"open", "bad-encoding 0 false", "a\uFFFD", "\uFFFD", "ended 0 true"}, said)
}

func TestStreamFollowsRedirectsAndDropsCredentialsAcrossHosts(t *testing.T) {
	var got, second string
	last := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Authorization") + "|" + r.Header.Get("X-Org-Id")
		streaming("data:a\n\n")(w, r)
	})
	first := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/second", http.StatusFound)
			return
		}
		second = r.Header.Get("Authorization")
		http.Redirect(w, r, last+"/x", http.StatusTemporaryRedirect)
	})
	_, said := failing(t, first+"/", "{ headers: { Authorization: 'Bearer secret', 'X-Org-Id': '00D' } }")
	assert.Equal(t, []string{"open", "a", "ended 0 true"}, said)
	assert.Equal(t, "Bearer secret", second)
	assert.Equal(t, "|00D", got)
}

func TestStreamFailsOnEndlessRedirects(t *testing.T) {
	url := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) })
	_, said := failing(t, url, "{}")
	assert.Equal(t, []string{"redirect 0 true"}, said)
}

func TestConstructorRefusesWhatItDoesNotKnow(t *testing.T) {
	for arguments, want := range map[string]string{
		`undefined`:                                 "the url must be a string",
		`'ftp://x/'`:                                "no http or https URL",
		`'http://u:p@x/'`:                           "credentials",
		`'http://x/', 5`:                            "the options must be an object",
		`'http://x/', { retry: 5 }`:                 "unknown option \"retry\"; allowed are firstByteTimeoutMs, headers, idleTimeoutMs",
		`'http://x/', { maxEventBytes: '5' }`:       "must be an integer from 1",
		`'http://x/', { idleTimeoutMs: -1 }`:        "must be a number of milliseconds",
		`'http://x/', { reconnect: true }`:          "must be false or an object",
		`'http://x/', { reconnect: { first: 1 } }`:  "allowed are initialMs, maxAttempts, maxMs",
		`'http://x/', { headers: { a: 5 } }`:        "must be a string",
		`'http://x/', { headers: { a: 'b\r\nc' } }`: "line break",
		`'http://x/', { headers: { 'a b': 'c' } }`:  "no header name",
		`'http://x/', { lastEventId: 'a\nb' }`:      "without line breaks",
		`'http://x/', { tags: { a: {} } }`:          "must be a string, number or boolean",
		`'http://127.0.0.1:1/', { reconnect: false }).addEventListener.call({}, 'x'`: "illegal invocation",
	} {
		t.Run(arguments, func(t *testing.T) {
			b := newBench(t)
			require.NoError(t, b.run(`try { new EventSource(%s) } catch (e) { say(e instanceof TypeError, e.message) }`, arguments))
			require.Len(t, b.said, 1)
			assert.Regexp(t, fmt.Sprintf("^true .*%s", want), b.said[0])
		})
	}
}

func TestRedirectsAreBoundedByTheOptionOfK6(t *testing.T) {
	assert.Equal(t, int64(10), maxRedirects(lib.Options{}))
	var none lib.Options
	none.MaxRedirects.Valid = true
	assert.Equal(t, int64(0), maxRedirects(none))
}
