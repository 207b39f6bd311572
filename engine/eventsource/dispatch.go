package eventsource

import (
	"github.com/grafana/sobek"

	"scrt-bench/engine/clock"
	"scrt-bench/engine/mask"
)

// drain runs on the event loop and hands everything that waits to the handlers. An error of a handler closes the
// stream and is returned: thrown inside a task it would end the process once the iteration's context is gone.
func (s *stream) drain() error {
	b := s.queue.take()
	err := s.dispatch(&b)
	messages, ended := 0, false
	for i := range b.entries {
		switch b.entries[i].kind {
		case entryMessage:
			messages++
		case entryEnd:
			ended = true
		}
	}
	switch again := s.queue.done(messages); {
	case ended:
		s.tasks.Close()
	case again:
		s.tasks.Queue(s.drain)
	}
	return err
}

// dispatch runs the handlers of one batch and sends its metrics in one container: the dispatch delay is the worst
// of the batch.
func (s *stream) dispatch(b *batch) (err error) {
	events, worst := 0, 0.0
	for i := range b.entries {
		if s.vuContext.Err() != nil || s.state == Closed {
			break
		}
		e := &b.entries[i]
		if e.kind == entryMessage {
			events++
			worst = max(worst, clock.Now()-e.message.receivedAt)
		}
		if err = s.handle(e); err != nil {
			if HandlerError != nil && s.vuContext.Err() == nil {
				HandlerError(s.vuContext, err)
			}
			s.close()
			break
		}
	}
	values := []measurement{
		{s.metrics.events, float64(events)}, {s.metrics.bytes, float64(b.bytes)}, {s.metrics.overflows, float64(b.lost)},
	}
	if events > 0 {
		values = append(values, measurement{s.metrics.dispatchDelay, worst})
	}
	s.push(s.tags, values...)
	return err
}

func (s *stream) handle(e *entry) error {
	switch e.kind {
	case entryOpen:
		s.state = Open
		return s.call("open", func() *sobek.Object {
			return s.object("open", "receivedAt", e.message.receivedAt, "status", 200)
		})
	case entryMessage:
		return s.call(e.message.name, func() *sobek.Object {
			return s.object(e.message.name, "data", e.message.data,
				"lastEventId", e.message.lastEventID, "receivedAt", e.message.receivedAt)
		})
	case entryError:
		return s.handleError(e)
	default:
		return nil
	}
}

func (s *stream) handleError(e *entry) error {
	f := e.failure
	switch {
	case e.fatal:
		s.state = Closed
	case f.Code != CodeOverflow && f.Code != CodeBadEncoding:
		s.state = Connecting
	}
	text := mask.Text(f.Error(), maxMessage)
	if f.Code == CodeOverflow || !s.listeners.has("error") {
		s.logger.WithField("code", string(f.Code)).Warnf("EventSource: %s", text)
	}
	return s.call("error", func() *sobek.Object {
		return s.object("error", "code", string(f.Code), "status", f.Status, "message", text,
			"body", mask.Text(f.Body, maxBody), "fatal", e.fatal, "receivedAt", e.message.receivedAt)
	})
}

const (
	maxMessage = 512
	maxBody    = 1024
)

// call runs the handlers for name in their order; the event is built only if there is one.
func (s *stream) call(name string, build func() *sobek.Object) error {
	var event *sobek.Object
	for _, l := range s.listeners.all {
		if l.name != name || (s.state == Closed && name != "error") {
			continue
		}
		if event == nil {
			event = build()
		}
		if _, err := l.call(sobek.Undefined(), event); err != nil {
			return err
		}
	}
	return nil
}

// object builds an event; pairs are names and values.
func (s *stream) object(eventType string, pairs ...any) *sobek.Object {
	event := s.runtime.NewObject()
	must(event.Set("type", eventType))
	for i := 0; i+1 < len(pairs); i += 2 {
		must(event.Set(pairs[i].(string), pairs[i+1])) //nolint:forcetypeassert // the callers are above
	}
	return event
}
