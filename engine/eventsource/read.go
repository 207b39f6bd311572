package eventsource

import (
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"scrt-bench/engine/clock"
)

// errClosed ends the reading of a stream that was closed.
var errClosed = errors.New("the stream was closed")

// workspace is what parsing needs while it runs. Streams borrow it, so an idle one holds nothing.
type workspace struct {
	line, data []byte
	entries    []entry
}

var workspaces = sync.Pool{New: func() any { return &workspace{} }} //nolint:gochecknoglobals // a pool

// keptBytes bounds what one large event leaves behind in a workspace.
const keptBytes = 4096

// follow begins to read the body.
func (c *connection) follow() {
	// What came with the headers is the first read; a body of no bytes ends here, as nothing would ever come to read.
	err := c.takeAt(c.rest, c.receivedAt)
	c.rest = nil
	if err != nil {
		c.source.close()
		c.done(err)
		return
	}
	c.source.follow(c.stream.options.idleTimeout, c)
}

// done implements reader.
func (c *connection) done(err error) {
	s := c.stream
	c.source.close()
	s.box.changeOpen(-1)
	if s.again(c.failure(err)) {
		go s.run()
	} else {
		s.finish()
	}
}

func (c *connection) failure(err error) *Failure {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return newFailure(CodeTimeoutIdle, "nothing was read for %s", c.stream.options.idleTimeout)
	}
	if errors.Is(err, io.EOF) {
		err = c.body.end()
	}
	return ending(err)
}

// ending names the end of a body.
func ending(err error) *Failure {
	if errors.Is(err, io.EOF) {
		return newFailure(CodeEnded, "the server ended the stream")
	}
	var known *Failure
	if errors.As(err, &known) {
		return known
	}
	return newFailure(CodeReset, "the connection broke: %w", err)
}

// take implements reader: it parses what was read just now, and posts the events in it. The stamp is taken first, so
// that nothing of ours delays it.
func (c *connection) take(p []byte) error { return c.takeAt(p, clock.Now()) }

func (c *connection) takeAt(p []byte, receivedAt float64) error {
	s := c.stream
	if s.leash.pulled() {
		return errClosed
	}
	s.work = workspaces.Get().(*workspace) //nolint:forcetypeassert // its only type
	c.parser.borrow(s.work, receivedAt)
	err := c.body.feed(p, &c.parser)
	if lost := c.post(); len(p) > 0 {
		s.tally.read(c.parser.takeBytes(), lost)
	}
	c.parser.giveBack(s.work)
	workspaces.Put(s.work)
	s.work = nil
	if err != nil {
		return ending(err)
	}
	return nil
}

// post posts what one read brought and counts the events that do not fit.
func (c *connection) post() (lost int) {
	s := c.stream
	entries := s.work.entries
	if len(entries) == 0 {
		return 0
	}
	if !c.eventful {
		c.eventful = true
		s.tally.begun(c.parser.receivedAt - c.startedAt)
	}
	kept := entries[:0]
	for i := range entries {
		if entries[i].kind == entryMessage && !s.backlog.enter(&entries[i].message) {
			lost++
			continue
		}
		kept = append(kept, entries[i])
	}
	s.box.post(kept...)
	clear(entries)
	s.work.entries = entries[:0]
	if lost > 0 && !s.overflowed {
		s.overflowed = true
		s.fail(newFailure(CodeOverflow,
			"%d events wait for the script and another came: it is lost; handlers are too slow", queueCapacity), false)
	}
	return lost
}

// event implements sink.
func (s *stream) event(m message) {
	s.work.entries = append(s.work.entries, entry{kind: entryMessage, stream: s, message: m})
}

// position implements sink: where a reconnect resumes. The text has the buffer begin empty, so an event without id
// after a reconnect would forget it; Chromium keeps it, and so do we.
func (s *stream) position(id string) { s.lastEventID = id }

// retryAfter implements sink.
func (s *stream) retryAfter(delay time.Duration) { s.retry = max(delay, minRetry) }

// invalidUTF8 implements sink.
func (s *stream) invalidUTF8() {
	if s.badEncoding {
		return
	}
	s.badEncoding = true
	failure := newFailure(CodeBadEncoding, "the stream has invalid UTF-8; it was replaced by U+FFFD")
	s.tally.failed(CodeBadEncoding)
	s.work.entries = append(s.work.entries, s.errorEntry(failure, false))
}
