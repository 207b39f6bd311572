package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// bareBuffer is all that a stream of the bare client has.
const bareBuffer = 2048

// bareFollower reads straight from the connection. It knows of HTTP and of event streams only what it needs to find
// the stamps: it is the floor, not a client to use.
type bareFollower struct {
	conn   net.Conn
	buffer []byte
	// filled is the end of what was read and is not yet a whole line.
	filled int
}

func openBare(target *url.URL, headers http.Header) (follower, error) {
	if target.Scheme != "http" {
		return nil, fmt.Errorf("the bare client speaks no %s", target.Scheme)
	}
	conn, err := net.Dial("tcp", target.Host)
	if err != nil {
		return nil, err
	}
	f := &bareFollower{conn: conn, buffer: make([]byte, bareBuffer)}
	request := bytes.NewBufferString("GET " + target.RequestURI() + " HTTP/1.1\r\nHost: " + target.Host + "\r\nAccept: text/event-stream\r\n")
	_ = headers.Write(request)
	request.WriteString("\r\n")
	if _, err := conn.Write(request.Bytes()); err != nil {
		return nil, err
	}
	return f, f.readHead()
}

// readHead leaves what follows the head in the buffer.
func (f *bareFollower) readHead() error {
	for {
		if end := bytes.Index(f.buffer[:f.filled], []byte("\r\n\r\n")); end >= 0 {
			if !bytes.HasPrefix(f.buffer, []byte("HTTP/1.1 200 ")) {
				return fmt.Errorf("the answer is %q", f.buffer[:end])
			}
			f.filled = copy(f.buffer, f.buffer[end+4:f.filled])
			return nil
		}
		n, err := f.conn.Read(f.buffer[f.filled:])
		if err != nil {
			return err
		}
		f.filled += n
	}
}

func (f *bareFollower) follow(t *tally) {
	for {
		f.takeLines(t, time.Now().UnixMicro())
		n, err := f.conn.Read(f.buffer[f.filled:])
		if err != nil {
			return
		}
		f.filled += n
	}
}

// takeLines records the events among the whole lines of the buffer and keeps the rest. An event has a stamp when our
// own server sent it, and an id when a stand-in did.
func (f *bareFollower) takeLines(t *tally, receivedMicros int64) {
	rest := f.buffer[:f.filled]
	for {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			break
		}
		if data, ok := bytes.CutPrefix(rest[:end], []byte(dataPrefix)); ok {
			if sent, ok := readStamp(data); ok {
				t.record(sent, receivedMicros)
			}
		} else if bytes.HasPrefix(rest[:end], []byte(idPrefix)) {
			t.events++
		}
		rest = rest[end+1:]
	}
	f.filled = copy(f.buffer, rest)
	if f.filled == len(f.buffer) {
		// A line that is longer than the buffer: its start, with the stamp, is all that counts.
		f.filled = len(dataPrefix) + stampDigits
	}
}

func (f *bareFollower) close() { _ = f.conn.Close() }
