package eventsource

import (
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// reader is told what comes over a connection.
type reader interface {
	// take gets the next bytes; the slice is its own until it returns. An error ends the source.
	take(p []byte) error
	// done is the last call: io.EOF at the end, os.ErrDeadlineExceeded after too long a silence, or what take said.
	done(err error)
}

// source is where the bytes of an open stream come from.
type source interface {
	// follow begins to read; idle bounds the silence (0: no bound). It may return before the source is done.
	follow(idle time.Duration, to reader)
	// close ends the source at once, and more than once.
	close()
}

// ownBuffer is what a stream holds that is read by a goroutine of its own.
const ownBuffer = 2048

// bufferedSource reads any connection.
type bufferedSource struct{ conn net.Conn }

func (b bufferedSource) close() { _ = b.conn.Close() }

func (b bufferedSource) follow(idle time.Duration, to reader) {
	go pump(to, func(buffer []byte) (int, error) {
		if idle > 0 {
			_ = b.conn.SetReadDeadline(time.Now().Add(idle))
		}
		return b.conn.Read(buffer)
	})
}

// pump reads until a read, or the reader, fails.
func pump(to reader, read func([]byte) (int, error)) {
	buffer := make([]byte, ownBuffer)
	for {
		n, err := read(buffer)
		if n > 0 {
			if refused := to.take(buffer[:n]); refused != nil {
				err = refused
			}
		}
		if err != nil {
			to.done(err)
			return
		}
	}
}

// bodySource reads the body of a response of k6's transport, which has no deadlines.
type bodySource struct {
	body io.Reader
	end  func()
}

func (b *bodySource) close() { b.end() }

func (b *bodySource) follow(idle time.Duration, to reader) {
	var expired atomic.Bool
	var timer *time.Timer
	if idle > 0 {
		timer = time.AfterFunc(idle, func() { expired.Store(true); b.end() })
	}
	go pump(to, func(buffer []byte) (int, error) {
		n, err := b.body.Read(buffer)
		switch {
		case err != nil && expired.Load():
			err = os.ErrDeadlineExceeded
		case timer != nil && err != nil:
			timer.Stop()
		case timer != nil:
			timer.Reset(idle)
		}
		return n, err
	})
}
