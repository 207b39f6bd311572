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

// sink takes what a parser finds.
type sink interface {
	event(m message)
	position(id string) // at the end of each event, with data or without
	retryAfter(delay time.Duration)
	invalidUTF8()
}

// parser follows https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation.
// Bytes may be fed in any split. It is used by one goroutine.
type parser struct {
	sink          sink
	maxEventBytes int

	line     []byte // of a line that began in an earlier read
	data     []byte
	name     string
	seen     string // the last name of an event: streams repeat a few, so they share one string
	idBuffer string
	started  bool // the byte order mark, if any, is behind us
	skipLF   bool // the last byte was a CR: an LF belongs to it
	hasData  bool

	receivedAt float64 // of what is being fed
	bytes      int     // fed since takeBytes
}

// borrow gets the parser ready for bytes that were read at receivedAt.
func (s *parser) borrow(w *workspace, receivedAt float64) {
	s.receivedAt = receivedAt
	if s.line == nil {
		s.line, w.line = w.line[:0], nil
	}
	if s.data == nil {
		s.data, w.data = w.data[:0], nil
	}
}

// giveBack leaves the parser with what it needs between two reads: the beginning of an event, mostly nothing.
func (s *parser) giveBack(w *workspace) {
	if len(s.line) == 0 {
		w.line, s.line = bounded(s.line), nil
	}
	if len(s.data) == 0 {
		w.data, s.data = bounded(s.data), nil
	}
}

func bounded(buffer []byte) []byte {
	if cap(buffer) > keptBytes {
		return nil
	}
	return buffer
}

func (s *parser) takeBytes() int {
	n := s.bytes
	s.bytes = 0
	return n
}

var byteOrderMark = []byte{0xEF, 0xBB, 0xBF} //nolint:gochecknoglobals // a constant

// consume implements consumer. It fails with too-large only.
func (s *parser) consume(p []byte) error {
	s.bytes += len(p)
	for len(p) > 0 {
		if s.skipLF {
			s.skipLF = false
			if p[0] == '\n' {
				p = p[1:]
				continue
			}
		}
		end := lineEnd(p)
		if end < 0 {
			if err := s.checkSize(len(p)); err != nil {
				return err
			}
			s.line = append(s.line, p...)
			return nil
		}
		if err := s.endLine(p[:end]); err != nil {
			return err
		}
		s.skipLF = p[end] == '\r'
		p = p[end+1:]
	}
	return nil
}

// lineEnd is the index of the first CR or LF, or -1. Two searches by the processor's wide instructions are many times
// faster than one for either.
func lineEnd(p []byte) int {
	end := bytes.IndexByte(p, '\n')
	if end >= 0 {
		p = p[:end]
	}
	if cr := bytes.IndexByte(p, '\r'); cr >= 0 {
		return cr
	}
	return end
}

func (s *parser) endLine(tail []byte) error {
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
	s.interpret(line)
	s.line = s.line[:0]
	return nil
}

func (s *parser) checkSize(more int) error {
	if size := len(s.line) + len(s.data) + more; size > s.maxEventBytes {
		return newFailure(CodeTooLarge,
			"an event has %d bytes or more, maxEventBytes is %d: raise it, or the stream has no end of line", size, s.maxEventBytes)
	}
	return nil
}

func (s *parser) dispatch() {
	name := s.name
	s.name = ""
	s.sink.position(s.idBuffer)
	if !s.hasData {
		return
	}
	s.hasData = false
	if name == "" {
		name = "message"
	}
	s.sink.event(message{
		name: name, data: s.decode(s.data[:len(s.data)-1]), lastEventID: s.idBuffer, receivedAt: s.receivedAt,
	})
	s.data = s.data[:0]
}
