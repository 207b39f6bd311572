package eventsource

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/net/http/httpguts"

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

// connect makes one attempt.
func (s *stream) connect() (*connection, *Failure) {
	closed := newFailure(CodeConnect, "the stream was closed")
	if !httpguts.ValidHeaderFieldValue(s.lastEventID) {
		return nil, newFailure(CodeProtocol, "the last event id %q cannot be sent in a header", s.lastEventID)
	}
	if !s.awaitPlace() {
		return nil, closed
	}
	ctx, cancel := context.WithCancel(s.box.ctx)
	defer cancel()
	if limit := s.options.firstByteTimeout; limit > 0 {
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	if !s.leash.hold(closer(cancel)) {
		return nil, closed
	}
	a := attempt{stream: s, ctx: ctx, startedAt: clock.Now()}
	conn, err := a.follow()
	if err != nil {
		return nil, a.failure(err)
	}
	if !s.leash.hold(conn) {
		conn.source.close()
		return nil, closed
	}
	return conn, nil
}

// awaitPlace waits for the stream's place in the rate that k6's option rps allows; false if it was closed meanwhile.
func (s *stream) awaitPlace() bool {
	limiter := s.box.network.rate
	if limiter == nil {
		return true
	}
	ctx, cancel := context.WithCancel(s.box.ctx)
	defer cancel()
	return s.leash.hold(closer(cancel)) && limiter.Wait(ctx) == nil
}

// follow follows redirects to an answer that is a stream.
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
	if !s.leash.pulled() && errors.Is(a.ctx.Err(), context.DeadlineExceeded) {
		return newFailure(CodeTimeoutFirstByte, "no response headers within %s", s.options.firstByteTimeout)
	}
	return asFailure(err, CodeConnect)
}
