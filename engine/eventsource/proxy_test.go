package eventsource

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// throughProxy runs one stream whose virtual user has a proxy.
func throughProxy(t *testing.T, proxy, target string, prepare func(*http.Transport)) []string {
	t.Helper()
	parsed, err := url.Parse(proxy)
	require.NoError(t, err)
	b := newBench(t)
	transport := &http.Transport{Proxy: http.ProxyURL(parsed)}
	if prepare != nil {
		prepare(transport)
	}
	b.runtime.VU.StateField.Transport = transport
	b.runtime.VU.StateField.TLSConfig = transport.TLSClientConfig
	require.NoError(t, b.run(`
		const s = new EventSource('%s', { reconnect: false });
		s.onmessage = (e) => say(e.data);
		s.onerror = (e) => say(e.code, e.status);
	`, target))
	return b.said
}

func TestProxyIsAskedForTheWholeURL(t *testing.T) {
	var asked, credentials string
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked, credentials = r.RequestURI, r.Header.Get("Proxy-Authorization")
		streaming("data:a\n\n")(w, r)
	})
	withUser := "http://me:secret@" + proxy[len("http://"):]
	assert.Equal(t, []string{"a", "ended 0"}, throughProxy(t, withUser, "http://stream.test/x?y=1", nil))
	assert.Equal(t, "http://stream.test/x?y=1", asked)
	assert.Equal(t, "Basic bWU6c2VjcmV0", credentials)
}

// tunnelling is a proxy that connects to one address, whatever it is asked for.
func tunnelling(t *testing.T, address string, asked *string) string {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		*asked = r.Method + " " + r.Host
		upstream, err := net.Dial("tcp", address)
		assert.NoError(t, err)
		defer upstream.Close() //nolint:errcheck // a test
		client, _, err := http.NewResponseController(w).Hijack()
		assert.NoError(t, err)
		defer client.Close() //nolint:errcheck // a test
		_, _ = client.Write([]byte("HTTP/1.1 200 OK\r\n\r\n"))
		go func() {
			_, _ = io.Copy(upstream, client)
			_ = upstream.Close()
		}()
		_, _ = io.Copy(client, upstream)
	})
}

func TestProxyTunnelsTLS(t *testing.T) {
	server := httptest.NewTLSServer(streaming("data:a\n\n"))
	t.Cleanup(server.Close)
	var asked string
	proxy := tunnelling(t, server.Listener.Addr().String(), &asked)
	said := throughProxy(t, proxy, "https://example.com/x", func(transport *http.Transport) {
		transport.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	})
	assert.Equal(t, []string{"a", "ended 0"}, said)
	assert.Equal(t, "CONNECT example.com:443", asked)
}

func TestProxyThatRefusesIsNamed(t *testing.T) {
	proxy := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) })
	assert.Equal(t, []string{"proxy 407"}, throughProxy(t, proxy, "https://stream.test/", nil))
	assert.Equal(t, []string{"proxy 0"}, throughProxy(t, "http://127.0.0.1:1", "https://stream.test/", nil))
	assert.Equal(t, []string{"proxy 0"}, throughProxy(t, "socks5://127.0.0.1:1", "http://stream.test/", nil))
	assert.Equal(t, []string{"proxy 0"}, throughProxy(t, "gopher://127.0.0.1:1", "http://stream.test/", nil))
}

func TestProxySpeaksSOCKS(t *testing.T) {
	asked := make(chan string, 1)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close() //nolint:errcheck // a test
		asked <- answerSOCKS(conn)
	}()
	said := throughProxy(t, "socks5://"+listener.Addr().String(), "http://stream.test/", nil)
	assert.Equal(t, []string{"a", "ended 0"}, said)
	assert.Equal(t, "stream.test", <-asked)
}

// answerSOCKS speaks RFC 1928 as far as it must, and then answers the HTTP request itself.
func answerSOCKS(conn net.Conn) (host string) {
	greeting, request := make([]byte, 3), make([]byte, 5)
	_, _ = io.ReadFull(conn, greeting)
	_, _ = conn.Write([]byte{5, 0})
	_, _ = io.ReadFull(conn, request)
	rest := make([]byte, int(request[4])+2)
	_, _ = io.ReadFull(conn, rest)
	_, _ = conn.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	_, _ = conn.Read(make([]byte, 4096))
	_, _ = conn.Write([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata:a\n\n"))
	return string(rest[:len(rest)-2])
}
