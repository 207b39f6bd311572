package eventsource

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"go.k6.io/k6/lib"

	"scrt-bench/engine/clock"
)

// network is what a stream takes from k6.
type network struct {
	dialer    lib.DialContexter
	tls       *tls.Config
	userAgent string
	// maxRedirects is k6's option of that name, whose default is 10.
	maxRedirects int64
}

func newNetwork(state *lib.State) network {
	return network{dialer: state.Dialer, tls: state.TLSConfig, userAgent: state.Options.UserAgent.String,
		maxRedirects: maxRedirects(state.Options)}
}

// connection is one answered request.
type connection struct {
	net        net.Conn
	reader     *bufio.Reader
	body       body
	receivedAt float64
	release    func() bool
}

// newConnection wraps what was dialled; the limit is on the headers.
func (s *stream) newConnection(raw net.Conn) (*connection, *headerLimit) {
	limit := &headerLimit{Conn: raw, left: maxHeaderBytes}
	conn := &connection{net: raw, reader: bufio.NewReaderSize(limit, readBuffer)}
	// Closing the connection is what ends a blocked read when the stream, or its time, is over.
	conn.release = context.AfterFunc(s.ctx, func() { _ = raw.Close() })
	return conn, limit
}

func (c *connection) close() {
	c.release()
	_ = c.net.Close()
}

// readBuffer is all that an idle stream holds of its connection's bytes.
const readBuffer = 2048

func maxRedirects(options lib.Options) int64 {
	if options.MaxRedirects.Valid {
		return options.MaxRedirects.Int64
	}
	return 10
}

// connect follows redirects to an answer that is a stream.
func (s *stream) connect() (*connection, *Failure) {
	ctx := s.ctx
	if s.options.firstByteTimeout > 0 {
		limited, cancel := context.WithTimeout(ctx, s.options.firstByteTimeout)
		defer cancel()
		ctx = limited
	}
	target, header := s.options.url, s.header()
	for range s.network.maxRedirects + 1 {
		conn, response, err := s.request(ctx, target, header)
		if err != nil {
			return nil, s.connectFailure(ctx, err)
		}
		if !isRedirect(response.StatusCode) {
			if failure := s.accept(conn, response); failure != nil {
				conn.close()
				return nil, failure
			}
			return conn, nil
		}
		conn.close()
		next, failure := follow(target, response)
		if failure != nil {
			return nil, failure
		}
		dropCredentials(header, target, next)
		target = next
	}
	return nil, newFailure(CodeRedirect, "more than %d redirects, the last to %s", s.network.maxRedirects, target.Redacted())
}

// request dials, writes one request and reads the answer's headers.
func (s *stream) request(ctx context.Context, target *url.URL, header http.Header) (*connection, *http.Response, error) {
	started := time.Now()
	raw, err := s.dial(ctx, target)
	if err != nil {
		return nil, nil, err
	}
	connected := time.Now()
	conn, limit := s.newConnection(raw)
	if deadline, ok := ctx.Deadline(); ok {
		_ = raw.SetDeadline(deadline)
	}
	if err := writeRequest(raw, target, header); err != nil {
		conn.close()
		return nil, nil, fmt.Errorf("writing the request: %w", err)
	}
	sent := time.Now()
	response, err := readHeaders(conn.reader)
	if err != nil {
		conn.close()
		return nil, nil, err
	}
	conn.receivedAt = clock.Now()
	limit.open = true
	_ = raw.SetDeadline(time.Time{})
	s.push(s.tags, measurement{s.metrics.connecting, ms(connected.Sub(started))},
		measurement{s.metrics.waiting, ms(time.Since(sent))})
	return conn, response, nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// connectFailure gives the time-out its name, whichever step it hit.
func (s *stream) connectFailure(ctx context.Context, err error) *Failure {
	if s.ctx.Err() == nil && (ctx.Err() != nil || errors.Is(err, os.ErrDeadlineExceeded)) {
		return newFailure(CodeTimeoutFirstByte, "no response headers within %s", s.options.firstByteTimeout)
	}
	return asFailure(err, CodeConnect)
}
