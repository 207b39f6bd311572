package eventsource

import (
	"time"

	"github.com/grafana/sobek"

	"scrt-bench/engine/clock"
)

// stream is one EventSource.
type stream struct {
	// Set once, before the goroutine starts.
	box     *mailbox
	tally   *tally
	options options
	seed    uint64

	// For the event loop only.
	this      *sobek.Object
	state     ReadyState
	listeners listeners
	silenced  bool // by close()

	// For the stream's goroutine only; there is one at a time.
	lastEventID string
	retry       time.Duration
	failures    int // attempts in a row without an open stream
	badEncoding bool
	overflowed  bool
	work        *workspace // while something that was read is parsed

	// Shared.
	leash   leash
	backlog backlog
}

// run connects, attempt after attempt, until a stream is open or none will be.
func (s *stream) run() {
	for {
		conn, failure := s.connect()
		if failure == nil {
			s.failures = 0
			s.box.changeOpen(1)
			s.box.post(entry{kind: entryOpen, stream: s, message: message{receivedAt: conn.receivedAt}})
			conn.follow()
			return
		}
		s.failures++
		if !s.again(failure) {
			s.finish()
			return
		}
	}
}

// again reports a failure and waits for the time of the next attempt; false if there is to be none.
func (s *stream) again(failure *Failure) bool {
	// The end of the context is asked for too: what hangs on it may fail before the leash is pulled.
	if s.leash.pulled() || s.box.ctx.Err() != nil {
		return false
	}
	o := &s.options
	fatal := failure.permanent() || !o.reconnect || (o.maxAttempts > 0 && s.failures >= o.maxAttempts)
	s.fail(failure, fatal)
	if fatal || !s.pause(s.delay(s.failures)) {
		return false
	}
	s.tally.reconnected()
	return true
}

// fail counts and reports a failure.
func (s *stream) fail(failure *Failure, fatal bool) {
	s.tally.failed(failure.Code)
	s.box.post(s.errorEntry(failure, fatal))
}

func (s *stream) errorEntry(failure *Failure, fatal bool) entry {
	return entry{kind: entryError, stream: s, failure: failure, fatal: fatal, message: message{receivedAt: clock.Now()}}
}

// finish is the last act of the stream's goroutine.
func (s *stream) finish() {
	s.leash.pull()
	s.box.post(entry{kind: entryEnd, stream: s})
}

// pause sleeps between two attempts; false if the stream was closed meanwhile.
func (s *stream) pause(delay time.Duration) bool {
	woken := make(chan struct{})
	if !s.leash.hold(closer(func() { close(woken) })) {
		return false
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-woken:
		return false
	}
}

// close ends the stream from the event loop.
func (s *stream) close() {
	s.state, s.silenced = Closed, true
	s.leash.pull()
}
