package eventsource

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"scrt-bench/engine/clock"
)

// answer is a response whose headers were read; its body is still on the wire.
type answer struct {
	response   *http.Response
	receivedAt float64
	end        func()
	net        net.Conn      // of HTTP/1.1
	buffer     *bufio.Reader // of HTTP/1.1: holds what came with the headers
}

// headBuffers serve while headers are read: an open stream needs none of them.
var headBuffers = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, 1024) }} //nolint:gochecknoglobals // a pool

// requestHTTP1 sends the request on a connection of its own.
func (a *attempt) requestHTTP1(to hop) (*answer, error) {
	started := time.Now()
	line, err := a.dial(to.target)
	if err != nil {
		return nil, err
	}
	connected := time.Now()
	end := func() { _ = line.Close() }
	// Closing the connection is what ends a blocked read or write when the time is over.
	release := context.AfterFunc(a.ctx, end)
	response, buffer, err := a.exchange(line, to)
	if !release() && err == nil {
		err = context.Cause(a.ctx)
	}
	if err != nil {
		end()
		return nil, err
	}
	received := &answer{response: response, receivedAt: clock.Now(), net: line.Conn, buffer: buffer, end: end}
	a.measured(connected.Sub(started), time.Since(connected))
	return received, nil
}

func (a *attempt) exchange(line *line, to hop) (*http.Response, *bufio.Reader, error) {
	if err := a.write(line, to); err != nil {
		return nil, nil, fmt.Errorf("writing the request: %w", err)
	}
	limit := &headerLimit{Reader: line, left: maxHeaderBytes}
	buffer := headBuffers.Get().(*bufio.Reader) //nolint:forcetypeassert // its only type
	buffer.Reset(limit)
	response, err := readHeaders(buffer)
	limit.left = noLimit
	return response, buffer, err
}

// write sends a GET in one write.
func (a *attempt) write(line *line, to hop) error {
	var out bytes.Buffer
	header := a.header(to)
	host := splitHost(header, to.target)
	fmt.Fprintf(&out, "GET %s HTTP/1.1\r\nHost: %s\r\n", line.requestTarget(to.target), host)
	line.authorize(header)
	if err := header.Write(&out); err != nil {
		return fmt.Errorf("building the request: %w", err)
	}
	out.WriteString("\r\n")
	_, err := line.Write(out.Bytes())
	return err //nolint:wrapcheck // the caller says what was written
}
