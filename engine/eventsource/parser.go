package eventsource

import (
	"bytes"
	"time"
)

// message is one parsed event; it holds no JavaScript value.
type message struct {
	name        string
	data        string
	lastEventID string
	receivedAt  float64
}

// parser follows https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation.
// Bytes may be fed in any split. It is used by one goroutine.
type parser struct {
	maxEventBytes int
	onEvent       func(message)
	onID          func(string) // at the end of each event, with data or without
	onRetry       func(time.Duration)
	onBadEncoding func()

	line     []byte // of a line that began in an earlier read
	data     []byte
	name     string
	idBuffer string
	started  bool // the byte order mark, if any, is behind us
	skipLF   bool // the last byte was a CR: an LF belongs to it
	hasData  bool
}

var byteOrderMark = []byte{0xEF, 0xBB, 0xBF} //nolint:gochecknoglobals // a constant

// feed parses p, which was read at receivedAt. It fails with too-large only.
func (s *parser) feed(p []byte, receivedAt float64) error {
	for len(p) > 0 {
		if s.skipLF {
			s.skipLF = false
			if p[0] == '\n' {
				p = p[1:]
				continue
			}
		}
		end := bytes.IndexAny(p, "\r\n")
		if end < 0 {
			if err := s.checkSize(len(p)); err != nil {
				return err
			}
			s.line = append(s.line, p...)
			return nil
		}
		if err := s.endLine(p[:end], receivedAt); err != nil {
			return err
		}
		s.skipLF = p[end] == '\r'
		p = p[end+1:]
	}
	return nil
}

func (s *parser) endLine(tail []byte, receivedAt float64) error {
	if err := s.checkSize(len(tail)); err != nil {
		return err
	}
	line := tail
	if len(s.line) > 0 {
		s.line = append(s.line, tail...)
		line = s.line
	}
	if !s.started {
		s.started = true
		line = bytes.TrimPrefix(line, byteOrderMark)
	}
	s.interpret(line, receivedAt)
	if cap(s.line) > keptBuffer {
		s.line = nil
	}
	s.line = s.line[:0]
	return nil
}

// keptBuffer bounds what an idle stream keeps of the buffers that a large event needed.
const keptBuffer = 4096

func (s *parser) checkSize(more int) error {
	if size := len(s.line) + len(s.data) + more; size > s.maxEventBytes {
		return newFailure(CodeTooLarge,
			"an event has %d bytes or more, maxEventBytes is %d: raise it, or the stream has no end of line", size, s.maxEventBytes)
	}
	return nil
}

func (s *parser) dispatch(receivedAt float64) {
	name := s.name
	s.name = ""
	s.onID(s.idBuffer)
	if !s.hasData {
		return
	}
	s.hasData = false
	if name == "" {
		name = "message"
	}
	s.onEvent(message{
		name: name, data: s.decode(s.data[:len(s.data)-1]), lastEventID: s.idBuffer, receivedAt: receivedAt,
	})
	if cap(s.data) > keptBuffer {
		s.data = nil
	}
	s.data = s.data[:0]
}
