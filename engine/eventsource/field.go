package eventsource

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"
)

// interpret takes one line: a field, a comment, or the empty one that ends an event.
func (s *parser) interpret(line []byte) {
	if len(line) == 0 {
		s.dispatch()
		return
	}
	field, value, _ := bytes.Cut(line, []byte{':'})
	value = bytes.TrimPrefix(value, []byte{' '})
	switch string(field) {
	case "data":
		s.data = append(append(s.data, value...), '\n')
		s.hasData = true
	case "event":
		if string(value) != s.seen {
			s.seen = s.decode(value)
		}
		s.name = s.seen
	case "id":
		if bytes.IndexByte(value, 0) < 0 {
			s.idBuffer = s.decode(value)
		}
	case "retry":
		if ms, ok := digits(value); ok {
			s.sink.retryAfter(time.Duration(ms) * time.Millisecond)
		}
	}
}

// decode replaces what is no UTF-8 as the WHATWG decoder does.
func (s *parser) decode(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	s.sink.invalidUTF8()
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
