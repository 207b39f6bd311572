package eventsource

import (
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.k6.io/k6/lib/netext"
)

// newSource takes plain TCP connections of k6's dialer to a poller; anything else is read by a goroutine of its own.
func newSource(conn net.Conn) source {
	counted, ok := conn.(*netext.Conn)
	if !ok {
		return bufferedSource{conn}
	}
	tcp, ok := counted.Conn.(*net.TCPConn)
	if !ok {
		return bufferedSource{conn}
	}
	fd, err := duplicate(tcp)
	if err != nil {
		return bufferedSource{conn}
	}
	// The duplicate is the connection now; what the runtime kept for the original is given back.
	_ = tcp.Close()
	return &polledConn{fd: fd, bytes: counted.BytesRead}
}

func duplicate(conn *net.TCPConn) (fd int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err //nolint:wrapcheck // only its being matters
	}
	failed := raw.Control(func(original uintptr) {
		var number uintptr
		var errno syscall.Errno
		number, _, errno = syscall.Syscall(syscall.SYS_FCNTL, original, syscall.F_DUPFD_CLOEXEC, 0)
		if fd = int(number); errno != 0 { //nolint:gosec // a file descriptor
			err = errno
		}
	})
	if failed != nil {
		return 0, failed //nolint:wrapcheck // only its being matters
	}
	return fd, err
}

// polledConn is a connection that a poller reads.
type polledConn struct {
	bytes *int64 // read so far by the virtual user, as k6 counts them

	mu     sync.Mutex // held while a read is taken, so that the descriptor is not another's meanwhile
	fd     int
	closed bool
	to     reader // nil until follow
	idle   time.Duration
	timer  *time.Timer
	readAt time.Time // if there is a bound on the silence
}

// follow implements source.
func (c *polledConn) follow(idle time.Duration, to reader) {
	c.mu.Lock()
	c.to, c.idle = to, idle
	if c.closed {
		c.mu.Unlock()
		to.done(net.ErrClosed)
		return
	}
	err := pollerOf(c.fd).add(c)
	if err != nil {
		c.to = nil
		c.closed = true
		_ = syscall.Close(c.fd)
	} else if idle > 0 {
		c.readAt = time.Now()
		c.timer = time.AfterFunc(idle, c.expire)
	}
	c.mu.Unlock()
	if err != nil {
		to.done(dialFailure("the poller", err))
	}
}

// close implements source.
func (c *polledConn) close() { c.end(net.ErrClosed) }

// read takes what has come, one buffer at a time: then it is the others' turn. The buffer is the poller's.
func (c *polledConn) read(buffer []byte, ended bool) {
	if err := c.take(buffer, ended); err != nil {
		c.end(err)
	}
}

func (c *polledConn) take(buffer []byte, ended bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	n, err := syscall.Read(c.fd, buffer)
	switch {
	case err == syscall.EAGAIN: //nolint:errorlint // an Errno
		return nil
	case err == syscall.EINTR: //nolint:errorlint // an Errno
		return pollerOf(c.fd).tellAgain(c.fd)
	case err != nil:
		return os.NewSyscallError("read", err)
	case n == 0:
		return io.EOF
	}
	atomic.AddInt64(c.bytes, int64(n))
	if c.idle > 0 {
		c.readAt = time.Now()
	}
	if err := c.to.take(buffer[:n]); err != nil {
		return err
	}
	if n == len(buffer) || ended {
		return pollerOf(c.fd).tellAgain(c.fd)
	}
	return nil
}

// expire ends a connection that was silent for too long.
func (c *polledConn) expire() {
	c.mu.Lock()
	left := c.idle - time.Since(c.readAt)
	if left > 0 && !c.closed {
		c.timer.Reset(left)
	}
	c.mu.Unlock()
	if left <= 0 {
		c.end(os.ErrDeadlineExceeded)
	}
}

// end closes the connection, and tells the reader why, both once.
func (c *polledConn) end(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.closed = true
	if c.timer != nil {
		c.timer.Stop()
	}
	if c.to != nil {
		pollerOf(c.fd).remove(c.fd)
		// Not on the poller's goroutine, and not under the lock: it may wait for the next attempt.
		go c.to.done(err)
	}
	_ = syscall.Close(c.fd)
}
