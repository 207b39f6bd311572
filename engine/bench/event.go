package main

import (
	"fmt"
	"strings"
	"time"
)

const (
	dataPrefix = "data: "
	idPrefix   = "id: "
	// stampDigits is the width of Unix microseconds until the year 2286.
	stampDigits = 16
)

// event is the one event that all streams get; only its stamp changes.
type event struct {
	// chunk is the event as a chunk of HTTP/1.1; body is the part of it that is the event.
	chunk, body []byte
	digits      []byte
}

func newEvent(payloadBytes int) *event {
	body := dataPrefix + strings.Repeat("0", stampDigits) + strings.Repeat("x", payloadBytes-stampDigits) + "\n\n"
	size := fmt.Sprintf("%x\r\n", len(body))
	chunk := []byte(size + body + "\r\n")
	at := len(size) + len(dataPrefix)
	return &event{chunk: chunk, body: chunk[len(size) : len(size)+len(body)], digits: chunk[at : at+stampDigits]}
}

// stamp writes the time of sending.
func (e *event) stamp(now time.Time) {
	micros := now.UnixMicro()
	for i := stampDigits - 1; i >= 0; i-- {
		e.digits[i] = byte('0' + micros%10)
		micros /= 10
	}
}

// readStamp reads the time of sending back from the start of an event's data.
func readStamp(data []byte) (micros int64, ok bool) {
	if len(data) < stampDigits {
		return 0, false
	}
	for _, digit := range data[:stampDigits] {
		if digit < '0' || digit > '9' {
			return 0, false
		}
		micros = micros*10 + int64(digit-'0')
	}
	return micros, true
}
