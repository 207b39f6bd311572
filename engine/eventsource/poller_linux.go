package eventsource

import (
	"os"
	"runtime"
	"sync"
	"syscall"
)

// poller waits for many connections on one goroutine: it learns from one system call which of them have something to
// read, and whether the server has ended, so that each read is one system call too, and an idle stream costs neither a
// stack nor a buffer. It lives while it has connections.
type poller struct {
	mu    sync.Mutex
	epoll *os.File      // nil while there are no connections
	fd    int           // of epoll, whose Fd() would make it block
	conns []*polledConn // by file descriptor
	count int
}

// pollers share the connections by file descriptor, so that a burst is not stamped by one core alone.
var pollers = make([]poller, max(1, runtime.GOMAXPROCS(0)/2)) //nolint:gochecknoglobals // of the process, as the runtime's own

func pollerOf(fd int) *poller { return &pollers[fd%len(pollers)] }

const (
	// interest is edge-triggered, and tells the end of the stream apart from data: a read that does not fill its buffer
	// has taken everything, unless ended says that the end is still to be read.
	interest   = syscall.EPOLLIN | syscall.EPOLLRDHUP | (1 << 31)
	ended      = syscall.EPOLLRDHUP | syscall.EPOLLHUP | syscall.EPOLLERR
	batchSize  = 128
	bufferSize = 64 << 10
)

// add begins to follow a connection.
func (p *poller) add(c *polledConn) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.epoll == nil {
		if err := p.start(); err != nil {
			return err
		}
	}
	for len(p.conns) <= c.fd {
		p.conns = append(p.conns, nil)
	}
	if err := p.control(syscall.EPOLL_CTL_ADD, c.fd); err != nil {
		return err
	}
	p.conns[c.fd] = c
	p.count++
	return nil
}

// tellAgain has the kernel tell once more of what is still to be read.
func (p *poller) tellAgain(fd int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.control(syscall.EPOLL_CTL_MOD, fd)
}

// control needs p.mu.
func (p *poller) control(operation, fd int) error {
	event := syscall.EpollEvent{Events: interest, Fd: int32(fd)} //nolint:gosec // a file descriptor
	return os.NewSyscallError("epoll_ctl", syscall.EpollCtl(p.fd, operation, fd, &event))
}

// remove forgets a connection, which is closed after it: that takes it out of the kernel's list too.
func (p *poller) remove(fd int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.conns[fd] = nil
	if p.count--; p.count == 0 {
		// It ends wait, and waits for it: so not here, which may be called from there.
		go p.epoll.Close() //nolint:errcheck // nothing was written
		p.epoll, p.conns = nil, nil
	}
}

// start needs p.mu.
func (p *poller) start() error {
	fd, err := syscall.EpollCreate1(syscall.EPOLL_CLOEXEC)
	if err != nil {
		return os.NewSyscallError("epoll_create1", err)
	}
	if err := syscall.SetNonblock(fd, true); err != nil {
		_ = syscall.Close(fd)
		return os.NewSyscallError("fcntl", err)
	}
	// Not blocking, so the runtime's own poller waits for it, and no thread does.
	p.fd, p.epoll = fd, os.NewFile(uintptr(fd), "epoll")
	raw, err := p.epoll.SyscallConn()
	if err != nil {
		return err //nolint:wrapcheck // cannot happen on an open file
	}
	go p.wait(raw)
	return nil
}

// wait runs until the poller is closed.
func (p *poller) wait(raw syscall.RawConn) {
	events := make([]syscall.EpollEvent, batchSize)
	buffer := make([]byte, bufferSize)
	_ = raw.Read(func(epoll uintptr) (done bool) {
		for {
			n, err := syscall.EpollWait(int(epoll), events, 0)
			if err != nil && err != syscall.EINTR { //nolint:errorlint // an Errno
				return true
			}
			for _, event := range events[:max(n, 0)] {
				if c := p.conn(int(event.Fd)); c != nil {
					c.read(buffer, event.Events&ended != 0)
				}
			}
			if n < batchSize && err == nil {
				return false
			}
		}
	})
}

func (p *poller) conn(fd int) *polledConn {
	p.mu.Lock()
	defer p.mu.Unlock()
	if fd >= len(p.conns) {
		return nil
	}
	return p.conns[fd]
}
