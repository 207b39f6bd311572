package eventsource

import (
	"context"
	"time"

	"github.com/grafana/sobek"
	"github.com/mstoykov/k6-taskqueue-lib/taskqueue"
	"github.com/sirupsen/logrus"
	"go.k6.io/k6/metrics"

	"scrt-bench/engine/clock"
)

// stream is one EventSource.
type stream struct {
	// Set once, before the goroutine starts.
	options   *options
	metrics   *streamMetrics
	tags      *metrics.TagSet
	metadata  map[string]string
	samples   chan<- metrics.SampleContainer
	logger    logrus.FieldLogger
	network   network
	vuContext context.Context //nolint:containedctx // of the iteration; a stream ends with it
	ctx       context.Context //nolint:containedctx // ends with vuContext, or with close()
	cancel    context.CancelFunc
	tasks     *taskqueue.TaskQueue
	queue     queue
	seed      uint64

	// For the event loop only.
	runtime    *sobek.Runtime
	state      ReadyState
	listeners  listeners
	toldOfLoss bool

	// For the reading goroutine only.
	lastEventID string
	retry       time.Duration
	badEncoding bool
	overflowed  bool
}

// run is the reading goroutine: attempt after attempt, until one is the last.
func (s *stream) run() {
	defer func() {
		s.cancel()
		s.put(entry{kind: entryEnd})
	}()
	failures := 0
	for attempt := 0; ; attempt++ {
		if attempt > 0 {
			s.push(s.tags, measurement{s.metrics.reconnects, 1})
		}
		opened, failure := s.attempt()
		if s.ctx.Err() != nil {
			return
		}
		if opened {
			failures = 0
		} else {
			failures++
		}
		fatal := failure.permanent() || !s.options.reconnect ||
			(s.options.maxAttempts > 0 && failures >= s.options.maxAttempts)
		s.fail(failure, fatal)
		if fatal || !s.wait(s.delay(failures)) {
			return
		}
	}
}

// attempt connects and reads until the stream fails; opened tells whether the answer was a stream.
func (s *stream) attempt() (opened bool, failure *Failure) {
	conn, failure := s.connect()
	if failure != nil {
		return false, failure
	}
	defer conn.close()
	s.changeOpen(1)
	defer s.changeOpen(-1)
	s.put(entry{kind: entryOpen, message: message{receivedAt: conn.receivedAt}})
	return true, s.read(conn)
}

// fail counts and reports a failure.
func (s *stream) fail(failure *Failure, fatal bool) {
	s.push(s.tags.With("reason", string(failure.Code)), measurement{s.metrics.errors, 1})
	s.put(entry{kind: entryError, failure: failure, fatal: fatal, message: message{receivedAt: clock.Now()}})
}

// put hands e to the event loop.
func (s *stream) put(e entry) {
	schedule, lost := s.queue.put(e)
	if lost && !s.overflowed {
		s.overflowed = true
		s.fail(newFailure(CodeOverflow,
			"%d events wait for the script and another came: it is lost; handlers are too slow", queueCapacity), false)
	}
	if schedule {
		s.tasks.Queue(s.drain)
	}
}

// wait sleeps between two attempts; false if the stream was closed meanwhile.
func (s *stream) wait(delay time.Duration) bool {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.ctx.Done():
		return false
	}
}

// close ends the stream from the event loop.
func (s *stream) close() {
	s.state = Closed
	s.cancel()
}
