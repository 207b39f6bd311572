package eventsource

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"

	"scrt-bench/engine/clock"
)

// requestHTTP2 sends the request over k6's own transport, where streams share connections.
func (a *attempt) requestHTTP2(to hop) (*answer, error) {
	// The answer outlives the attempt, so its context must not end with it.
	ctx, cancel := context.WithCancel(a.stream.box.ctx)
	release := context.AfterFunc(a.ctx, cancel)
	timing := &connectTiming{}
	request := a.newRequest(httptrace.WithClientTrace(ctx, timing.trace()), to)
	started := time.Now()
	response, err := a.stream.box.network.transport.RoundTrip(request)
	if !release() && err == nil {
		_ = response.Body.Close()
		err = context.Cause(a.ctx)
	}
	if err != nil {
		cancel()
		return nil, dialFailure(to.target.Host, err)
	}
	received := &answer{response: response, receivedAt: clock.Now()}
	received.end = func() {
		cancel()
		_ = response.Body.Close()
	}
	if response.ProtoMajor != 2 {
		received.end()
		return nil, newFailure(CodeProtocol, "%s speaks %s, and HTTP/2 was asked for", to.target.Host, response.Proto)
	}
	connecting := timing.connecting()
	a.measured(connecting, time.Since(started)-max(0, connecting))
	return received, nil
}

func (a *attempt) newRequest(ctx context.Context, to hop) *http.Request {
	header := a.header(to)
	request := &http.Request{
		Method: http.MethodGet, URL: to.target, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Host: splitHost(header, to.target), Header: header,
	}
	return request.WithContext(ctx)
}

// connectTiming learns when a connection was made for the request, if one was.
type connectTiming struct {
	mu             sync.Mutex
	started, ended time.Time
}

func (t *connectTiming) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) {
			t.mu.Lock()
			defer t.mu.Unlock()
			t.started = time.Now()
		},
		GotConn: func(info httptrace.GotConnInfo) {
			t.mu.Lock()
			defer t.mu.Unlock()
			if !info.Reused {
				t.ended = time.Now()
			}
		},
	}
}

// connecting is negative if an open connection was used.
func (t *connectTiming) connecting() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended.IsZero() {
		return -1
	}
	return t.ended.Sub(t.started)
}
