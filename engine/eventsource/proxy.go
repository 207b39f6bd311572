package eventsource

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"golang.org/x/net/proxy"
)

func isHTTP(proxy *url.URL) bool { return proxy.Scheme == "http" || proxy.Scheme == "https" }

// dialProxy opens a connection through a proxy: a tunnel for https and by SOCKS, else to the proxy itself.
func (a *attempt) dialProxy(through, target *url.URL) (net.Conn, error) {
	if !isHTTP(through) {
		return a.dialSOCKS(through, target)
	}
	conn, err := a.dialTCP(a.ctx, addressOf(through))
	if err != nil {
		return nil, newFailure(CodeProxy, "the proxy %s: %w", through.Redacted(), err)
	}
	if through.Scheme == "https" {
		if conn, err = a.secure(conn, through); err != nil {
			return nil, newFailure(CodeProxy, "the proxy %s: %w", through.Redacted(), err)
		}
	}
	if target.Scheme != "https" {
		return conn, nil
	}
	if err := a.tunnel(conn, through, addressOf(target)); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

func (a *attempt) dialSOCKS(through, target *url.URL) (net.Conn, error) {
	var auth *proxy.Auth
	if through.User != nil {
		password, _ := through.User.Password()
		auth = &proxy.Auth{User: through.User.Username(), Password: password}
	}
	dialer, err := proxy.SOCKS5("tcp", addressOf(through), auth, forward{a})
	if err != nil {
		return nil, newFailure(CodeProxy, "the proxy %s: %w", through.Redacted(), err)
	}
	conn, err := dialer.(proxy.ContextDialer).DialContext(a.ctx, "tcp", addressOf(target)) //nolint:forcetypeassert // SOCKS5 documents it
	if err != nil {
		return nil, newFailure(CodeProxy, "the proxy %s: %w", through.Redacted(), err)
	}
	return conn, nil
}

// forward dials the proxy itself by k6's dialer.
type forward struct{ attempt *attempt }

// Dial implements proxy.Dialer.
func (f forward) Dial(_, address string) (net.Conn, error) {
	return f.attempt.dialTCP(f.attempt.ctx, address)
}

// DialContext implements proxy.ContextDialer.
func (f forward) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	return f.attempt.dialTCP(ctx, address)
}

// tunnel asks an HTTP proxy for a connection to address. Nothing but the answer can be in the buffer afterwards: a
// TLS server does not speak before the client.
func (a *attempt) tunnel(conn net.Conn, through *url.URL, address string) error {
	release := context.AfterFunc(a.ctx, func() { _ = conn.Close() })
	defer release()
	header := http.Header{}
	(&line{proxy: through}).authorize(header)
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: address}, Host: address, Header: header}
	if err := request.Write(conn); err != nil {
		return newFailure(CodeProxy, "the proxy %s: %w", through.Redacted(), err)
	}
	response, err := http.ReadResponse(bufio.NewReader(&headerLimit{Reader: conn, left: maxHeaderBytes}), request)
	if err != nil {
		return newFailure(CodeProxy, "the proxy %s: %w", through.Redacted(), err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusOK {
		failure := newFailure(CodeProxy, "the proxy %s answered %s to CONNECT %s", through.Redacted(), response.Status, address)
		failure.Status = response.StatusCode
		return failure
	}
	return nil
}

// requestTarget is what the request line names: a proxy wants the whole URL.
func (l *line) requestTarget(target *url.URL) string {
	if l.proxy != nil {
		return target.Scheme + "://" + target.Host + target.RequestURI()
	}
	return target.RequestURI()
}

// authorize adds the proxy's credentials, if it is the one that reads the request.
func (l *line) authorize(header http.Header) {
	if l.proxy == nil || l.proxy.User == nil {
		return
	}
	password, _ := l.proxy.User.Password()
	pair := fmt.Sprintf("%s:%s", l.proxy.User.Username(), password)
	header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
}
