package eventsource

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"
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

func (s *parser) interpret(line []byte, receivedAt float64) {
	if len(line) == 0 {
		s.dispatch(receivedAt)
		return
	}
	field, value, _ := bytes.Cut(line, []byte{':'})
	value = bytes.TrimPrefix(value, []byte{' '})
	switch string(field) {
	case "data":
		s.data = append(append(s.data, value...), '\n')
		s.hasData = true
	case "event":
		s.name = s.decode(value)
	case "id":
		if bytes.IndexByte(value, 0) < 0 {
			s.idBuffer = s.decode(value)
		}
	case "retry":
		if ms, ok := digits(value); ok {
			s.onRetry(time.Duration(ms) * time.Millisecond)
		}
	}
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

// decode replaces what is no UTF-8 as the WHATWG decoder does.
func (s *parser) decode(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	s.onBadEncoding()
	return replaceInvalid(b)
}

// digits accepts ASCII digits only: no sign, no space, and no more than a day's worth of milliseconds.
func digits(value []byte) (int64, bool) {
	for _, c := range value {
		if c < '0' || c > '9' {
			return 0, false
		}
	}
	ms, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil {
		return maxRetryMs, len(value) > 0
	}
	return min(ms, maxRetryMs), true
}

const maxRetryMs = 24 * 60 * 60 * 1000
