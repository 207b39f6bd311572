package eventsource

import (
	"errors"

	"github.com/grafana/sobek"

	"scrt-bench/engine/clock"
	"scrt-bench/engine/mask"
)

// deliver runs the handlers for a batch. After a handler threw, or when the iteration is cut off, only ends count.
func (b *mailbox) deliver(batch []entry) {
	for i := range batch {
		e := &batch[i]
		if e.kind == entryEnd {
			b.remove(e.stream)
			continue
		}
		e.stream.backlog.leave(e)
		if b.failed != nil || b.ctx.Err() != nil || e.stream.state == Closed {
			continue
		}
		if err := e.stream.handle(e); err != nil {
			b.failed = err
			// An interrupt is k6's own, the end of the run for example.
			if HandlerError != nil && b.ctx.Err() == nil && !isInterrupt(err) {
				HandlerError(b.ctx, err)
			}
		}
	}
}

func (b *mailbox) remove(s *stream) {
	b.live--
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.streams, s)
}

func isInterrupt(err error) bool {
	var interrupted *sobek.InterruptedError
	return errors.As(err, &interrupted)
}

// handle hands one entry to the script, on the event loop.
func (s *stream) handle(e *entry) error {
	switch e.kind {
	case entryOpen:
		s.state = Open
		return s.call("open", e)
	case entryMessage:
		s.tally.delivered(clock.Now() - e.message.receivedAt)
		return s.call(e.message.name, e)
	case entryError:
		s.note(e)
		return s.call("error", e)
	default:
		return nil
	}
}

// note moves the state on, and logs what nobody listens to.
func (s *stream) note(e *entry) {
	code := e.failure.Code
	switch {
	case e.fatal:
		s.state = Closed
	case code != CodeOverflow && code != CodeBadEncoding:
		s.state = Connecting
	}
	if s.isUntold(code) {
		s.box.logger.WithField("code", string(code)).Warnf("EventSource: %s", mask.Text(e.failure.Error(), maxMessage))
	}
}

// isUntold tells whether a failure belongs into the log: what nobody listens to, and, once in a run, what makes the
// generator unsound, whoever listens.
func (s *stream) isUntold(code Code) bool {
	if code == CodeOverflow || code == CodeLocalLimit {
		_, told := s.box.told.LoadOrStore(code, true)
		return !told
	}
	return !s.listeners.has("error")
}

// call runs the handlers for name in their order; the event is built only if there is one.
func (s *stream) call(name string, e *entry) error {
	var built *sobek.Object
	changes := s.listeners.changes
	for _, l := range s.listeners.all {
		if l.name != name || s.silenced || (s.listeners.changes != changes && !s.listeners.holds(l)) {
			continue
		}
		if built == nil {
			built = s.box.runtime.NewDynamicObject(newEvent(name, e))
		}
		if _, err := l.call(s.this, built); err != nil {
			return err
		}
	}
	return nil
}
