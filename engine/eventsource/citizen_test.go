package eventsource

import (
	"context"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/lib/netext"
	"go.k6.io/k6/lib/types"
	"go.k6.io/k6/metrics"
	"golang.org/x/time/rate"
)

// dialing is a dialer of any other kind than k6's.
type dialing func(ctx context.Context, network, address string) (net.Conn, error)

func (d dialing) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return d(ctx, network, address)
}

const oneStream = `
	const s = new EventSource('%s', { reconnect: false });
	s.onmessage = (e) => say(e.data);
	s.onerror = (e) => say(e.code, e.message);`

func TestStreamUsesAnyDialer(t *testing.T) {
	b := newBench(t)
	var plain net.Dialer
	b.runtime.VU.StateField.Dialer = dialing(plain.DialContext)
	require.NoError(t, b.run(oneStream, serve(t, streaming("data:a\n\n", "data:b\n\n"))))
	assert.Equal(t, []string{"a", "b", "ended the server ended the stream"}, b.said)
}

func TestStreamCountsTheBytesOfTheVirtualUser(t *testing.T) {
	b := newBench(t)
	require.NoError(t, b.run(oneStream, serve(t, streaming("data:a\n\n"))))
	dialer := b.runtime.VU.StateField.Dialer.(*netext.Dialer)
	assert.Greater(t, dialer.BytesRead, int64(len("data:a\n\n")))
	assert.Positive(t, dialer.BytesWritten)
}

func TestStreamObeysBlockedAddresses(t *testing.T) {
	b := newBench(t)
	dialer := b.runtime.VU.StateField.Dialer.(*netext.Dialer)
	blocked, err := lib.ParseCIDR("127.0.0.0/8")
	require.NoError(t, err)
	dialer.Blacklist = []*lib.IPNet{blocked}
	require.NoError(t, b.run(oneStream, serve(t, streaming("data:a\n\n"))))
	assert.Regexp(t, "^blocked .*blacklisted", b.said[0])
}

func TestStreamObeysHosts(t *testing.T) {
	b := newBench(t)
	at, err := url.Parse(serve(t, streaming("data:a\n\n")))
	require.NoError(t, err)
	host, err := types.NewHost(net.ParseIP(at.Hostname()), at.Port())
	require.NoError(t, err)
	hosts, err := types.NewHosts(map[string]types.Host{"stream.test": *host})
	require.NoError(t, err)
	b.runtime.VU.StateField.Dialer.(*netext.Dialer).Hosts = hosts
	require.NoError(t, b.run(oneStream, "http://stream.test/"))
	assert.Equal(t, "a", b.said[0])
}

func TestStreamNamesTheLimitsOfThisMachine(t *testing.T) {
	for cause, word := range map[error]string{
		syscall.EMFILE: "ulimit -n", syscall.ENFILE: "ulimit -n", syscall.EADDRNOTAVAIL: "ip_local_port_range",
	} {
		b := newBench(t)
		b.runtime.VU.StateField.Dialer = dialing(func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", cause)}
		})
		require.NoError(t, b.run(oneStream+"new EventSource('http://127.0.0.1:9/', { reconnect: false }).onerror = () => {};", "http://127.0.0.1:9/"))
		assert.Regexp(t, "^local-limit .*"+word, b.said[0])
		assert.Len(t, b.logs.AllEntries(), 1, "the run tells it once")
		assert.InDelta(t, 2, b.sum("eventsource_errors", "reason", "local-limit"), 0)
	}
}

func TestStreamSharesTheCookiesOfTheVirtualUser(t *testing.T) {
	b := newBench(t)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	b.runtime.VU.StateField.CookieJar = jar
	var got string
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Get("Cookie")
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "2"})
		streaming("data:a\n\n")(w, r)
	})
	at, err := url.Parse(address)
	require.NoError(t, err)
	jar.SetCookies(at, []*http.Cookie{{Name: "session", Value: "1"}})
	require.NoError(t, b.run(oneStream, address))
	assert.Equal(t, "session=1", got)
	assert.Equal(t, "2", jar.Cookies(at)[0].Value)
}

func TestStreamWaitsForItsPlaceInTheRateOfTheRun(t *testing.T) {
	b := newBench(t)
	limiter := rate.NewLimiter(0.001, 1)
	b.runtime.VU.StateField.RPSLimit = limiter
	require.NoError(t, b.run(oneStream, serve(t, streaming("data:a\n\n"))))
	assert.Equal(t, "a", b.said[0])
	assert.Less(t, limiter.Tokens(), 0.5, "the request took the only place")
}

func TestStreamWaitsForItsPlaceBeforeItsTimeBegins(t *testing.T) {
	b := newBench(t)
	b.runtime.VU.StateField.RPSLimit = rate.NewLimiter(20, 1)
	require.NoError(t, b.run(`
		for (let i = 0; i < 4; i++) {
			new EventSource('%s', { reconnect: false, firstByteTimeoutMs: 120 }).onerror = (e) => say(e.code);
		}
	`, serve(t, streaming("data:a\n\n"))))
	assert.Equal(t, []string{"ended", "ended", "ended", "ended"}, b.said)
	for _, after := range b.values("eventsource_first_event") {
		assert.Less(t, after, 120.0)
	}
}

func TestStreamTellsTheDialersTimeFromItsOwn(t *testing.T) {
	b := newBench(t)
	b.runtime.VU.StateField.Dialer = dialing(func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}
	})
	require.NoError(t, b.run(oneStream, "http://127.0.0.1:9/"))
	assert.Regexp(t, "^timeout-connect ", b.said[0])
}

func TestStreamCarriesTheTagsOfARequest(t *testing.T) {
	b := newBench(t)
	b.runtime.VU.StateField.Options.SystemTags = metrics.NewSystemTagSet(metrics.TagURL, metrics.TagName)
	address := serve(t, streaming("data:a\n\n"))
	require.NoError(t, b.run(`
		new EventSource('%s/x', { reconnect: false });
		new EventSource('%[1]s/y?_ts=1', { reconnect: false, tags: { name: 'stream' } });
	`, address))
	assert.InDelta(t, 1, b.sum("eventsource_errors", "name", address+"/x", "url", address+"/x", "scenario", "test"), 0)
	assert.InDelta(t, 1, b.sum("eventsource_errors", "name", "stream", "url", "stream"), 0)
}
