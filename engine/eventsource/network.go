package eventsource

import (
	"crypto/tls"
	"net/http"
	"net/http/cookiejar"
	"net/url"

	"go.k6.io/k6/lib"
	"golang.org/x/time/rate"
)

// network is what streams take from k6: addresses, limits and identities are those of any other request.
type network struct {
	dialer    lib.DialContexter
	transport http.RoundTripper
	proxy     func(*http.Request) (*url.URL, error) // nil: none
	tls       *tls.Config
	jar       *cookiejar.Jar
	rate      *rate.Limiter
	userAgent string
	// maxRedirects is k6's option of that name, whose default is 10.
	maxRedirects int64
}

func newNetwork(state *lib.State) network {
	n := network{
		dialer: state.Dialer, transport: state.Transport, tls: state.TLSConfig, jar: state.CookieJar, rate: state.RPSLimit,
		userAgent: state.Options.UserAgent.String, maxRedirects: maxRedirects(state.Options),
	}
	if transport, ok := state.Transport.(*http.Transport); ok {
		n.proxy = transport.Proxy
	}
	return n
}

func maxRedirects(options lib.Options) int64 {
	if options.MaxRedirects.Valid {
		return options.MaxRedirects.Int64
	}
	return 10
}
