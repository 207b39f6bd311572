package eventsource

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"time"

	"scrt-bench/engine/clock"
)

// connection is an open stream: the reader of its source.
type connection struct {
	stream     *stream
	source     source
	body       body
	parser     parser
	rest       []byte  // of the body, read together with the headers
	startedAt  float64 // of the attempt
	receivedAt float64 // of the response headers
	eventful   bool    // an event has come
}

var _ reader = &connection{}

// Close implements io.Closer.
func (c *connection) Close() error {
	c.source.close()
	return nil
}

// attempt is one try to open the stream: one request, or several with redirects.
type attempt struct {
	stream    *stream
	ctx       context.Context //nolint:containedctx // of the time until the response headers
	startedAt float64
}

// hop is one request of an attempt.
type hop struct {
	target  *url.URL
	foreign bool // a redirect has led to another host: credentials stay behind
}

// connect follows redirects to an answer that is a stream.
func (s *stream) connect() (*connection, *Failure) {
	ctx, cancel := context.WithCancel(s.box.ctx)
	if s.options.firstByteTimeout > 0 {
		cancel()
		ctx, cancel = context.WithTimeout(s.box.ctx, s.options.firstByteTimeout)
	}
	defer cancel()
	if !s.leash.hold(closer(cancel)) {
		return nil, newFailure(CodeConnect, "the stream was closed")
	}
	a := attempt{stream: s, ctx: ctx, startedAt: clock.Now()}
	conn, err := a.follow()
	if err != nil {
		return nil, a.failure(err)
	}
	if !s.leash.hold(conn) {
		conn.source.close()
		return nil, newFailure(CodeConnect, "the stream was closed")
	}
	return conn, nil
}

func (a *attempt) follow() (*connection, error) {
	target, err := url.Parse(a.stream.options.url)
	if err != nil {
		return nil, newFailure(CodeConnect, "%w", err)
	}
	next := hop{target: target}
	limit := a.stream.box.network.maxRedirects
	for range limit + 1 {
		got, err := a.request(next)
		if err != nil {
			return nil, err
		}
		a.keepCookies(next.target, got.response)
		if !isRedirect(got.response.StatusCode) {
			return a.accept(got)
		}
		got.close()
		if next, err = next.redirected(got.response); err != nil {
			return nil, err
		}
	}
	return nil, newFailure(CodeRedirect, "more than %d redirects, the last to %s", limit, next.target.Redacted())
}

// request sends one request and reads the answer's headers.
func (a *attempt) request(to hop) (*answer, error) {
	if limiter := a.stream.box.network.rate; limiter != nil {
		if limiter.Wait(a.ctx) != nil {
			return nil, os.ErrDeadlineExceeded // no place before the first-byte timeout, or the stream was closed
		}
	}
	if a.stream.options.http2 {
		return a.requestHTTP2(to)
	}
	return a.requestHTTP1(to)
}

// measured sends how long an answer took; connecting is negative when an open connection was used.
func (a *attempt) measured(connecting, waiting time.Duration) {
	t, m := a.stream.tally, a.stream.box.metrics
	values := []measurement{{m.waiting, ms(waiting)}}
	if connecting >= 0 {
		values = append(values, measurement{m.connecting, ms(connecting)})
	}
	t.push(t.tags, values...)
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func (a *attempt) keepCookies(target *url.URL, response *http.Response) {
	if jar := a.stream.box.network.jar; jar != nil {
		if cookies := response.Cookies(); len(cookies) > 0 {
			jar.SetCookies(target, cookies)
		}
	}
}

// failure gives the time-out its name, whichever step it hit.
func (a *attempt) failure(err error) *Failure {
	s := a.stream
	if !s.leash.pulled() && (errors.Is(a.ctx.Err(), context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded)) {
		return newFailure(CodeTimeoutFirstByte, "no response headers within %s", s.options.firstByteTimeout)
	}
	return asFailure(err, CodeConnect)
}
