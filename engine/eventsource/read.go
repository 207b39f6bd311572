package eventsource

import (
	"errors"
	"io"
	"os"
	"time"

	"scrt-bench/engine/clock"
)

// read feeds the parser until the stream fails. The stamp is taken right after the read that completed an event, so
// a busy script does not delay it.
func (s *stream) read(conn *connection) *Failure {
	var receivedAt float64
	p := s.newParser()
	emit := func(b []byte) error {
		s.queue.addBytes(len(b))
		return p.feed(b, receivedAt)
	}
	// A body of no bytes ends here: nothing would ever come to read.
	if err := conn.body.feed(nil, emit); err != nil {
		return ending(err)
	}
	for {
		if s.options.idleTimeout > 0 {
			_ = conn.net.SetReadDeadline(time.Now().Add(s.options.idleTimeout))
		}
		if _, err := conn.reader.Peek(1); err != nil {
			return s.readFailure(conn, err)
		}
		receivedAt = clock.Now()
		waiting, _ := conn.reader.Peek(conn.reader.Buffered())
		if err := conn.body.feed(waiting, emit); err != nil {
			return ending(err)
		}
		_, _ = conn.reader.Discard(len(waiting))
	}
}

func (s *stream) newParser() *parser {
	return &parser{
		maxEventBytes: s.options.maxEventBytes,
		// The text has the buffer begin empty, so an event without id after a reconnect would forget the position;
		// Chromium keeps it, and so do we.
		idBuffer: s.lastEventID,
		onEvent:  func(m message) { s.put(entry{kind: entryMessage, message: m}) },
		onID:     func(id string) { s.lastEventID = id },
		onRetry:  func(d time.Duration) { s.retry = max(d, minRetry) },
		onBadEncoding: func() {
			if !s.badEncoding {
				s.badEncoding = true
				s.fail(newFailure(CodeBadEncoding, "the stream has invalid UTF-8; it was replaced by U+FFFD"), false)
			}
		},
	}
}

func (s *stream) readFailure(conn *connection, err error) *Failure {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return newFailure(CodeTimeoutIdle, "nothing was read for %s", s.options.idleTimeout)
	case errors.Is(err, io.EOF):
		return ending(conn.body.end())
	default:
		return newFailure(CodeReset, "the connection broke: %w", err)
	}
}

// ending names the end of a body.
func ending(err error) *Failure {
	if errors.Is(err, io.EOF) {
		return newFailure(CodeEnded, "the server ended the stream")
	}
	return asFailure(err, CodeReset)
}
