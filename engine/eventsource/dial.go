package eventsource

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/url"
)

// line is a connection to the host that speaks HTTP, straight or through a proxy.
type line struct {
	net.Conn
	proxy *url.URL // set if requests are to name the whole URL
}

// dial opens a connection by k6's dialer, which knows hosts, blocked addresses, DNS and local addresses, and through
// the proxy that k6's transport would take.
func (a *attempt) dial(target *url.URL) (*line, error) {
	proxy, err := a.proxyFor(target)
	if err != nil {
		return nil, err
	}
	conn, err := a.dialThrough(proxy, target)
	if err != nil {
		return nil, err
	}
	if target.Scheme == "https" {
		conn, err = a.secure(conn, target)
		return &line{Conn: conn}, err
	}
	if proxy != nil && isHTTP(proxy) {
		return &line{Conn: conn, proxy: proxy}, nil
	}
	return &line{Conn: conn}, nil
}

func (a *attempt) proxyFor(target *url.URL) (*url.URL, error) {
	find := a.stream.box.network.proxy
	if find == nil {
		return nil, nil //nolint:nilnil // no proxy
	}
	proxy, err := find(&http.Request{URL: target})
	if err != nil {
		return nil, newFailure(CodeProxy, "the proxy of the environment: %w", err)
	}
	return proxy, nil
}

func (a *attempt) dialThrough(proxy, target *url.URL) (net.Conn, error) {
	if proxy != nil {
		return a.dialProxy(proxy, target)
	}
	return a.dialTCP(a.ctx, addressOf(target))
}

func (a *attempt) dialTCP(ctx context.Context, address string) (net.Conn, error) {
	conn, err := a.stream.box.network.dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, dialFailure(address, err)
	}
	return conn, nil
}

// secure starts TLS on conn, which it closes if that fails.
func (a *attempt) secure(conn net.Conn, target *url.URL) (net.Conn, error) {
	secure := tls.Client(conn, a.tlsConfig(target.Hostname()))
	if err := secure.HandshakeContext(a.ctx); err != nil {
		_ = conn.Close()
		return nil, newFailure(CodeTLS, "%s: %w", target.Host, err)
	}
	return secure, nil
}

func (a *attempt) tlsConfig(host string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if known := a.stream.box.network.tls; known != nil {
		config = known.Clone()
	}
	config.NextProtos = []string{"http/1.1"}
	if config.ServerName == "" {
		config.ServerName = host
	}
	return config
}

func addressOf(target *url.URL) string {
	port := target.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443", "socks5": "1080", "socks5h": "1080"}[target.Scheme]
	}
	return net.JoinHostPort(target.Hostname(), port)
}
