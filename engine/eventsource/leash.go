package eventsource

import (
	"io"
	"sync"
	"sync/atomic"
)

// leash ends whatever the goroutine of a stream waits on: a dial, a read, or the pause before the next attempt.
type leash struct {
	cut  atomic.Bool
	mu   sync.Mutex
	held io.Closer
}

// hold names what pull is to close; false if the leash was pulled already, then the caller closes it.
func (l *leash) hold(held io.Closer) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut.Load() {
		return false
	}
	l.held = held
	return true
}

// pull ends the stream for good. It may be called from any goroutine, and more than once.
func (l *leash) pull() {
	l.mu.Lock()
	l.cut.Store(true)
	held := l.held
	l.held = nil
	l.mu.Unlock()
	if held != nil {
		_ = held.Close()
	}
}

func (l *leash) pulled() bool { return l.cut.Load() }

// closer makes a function of what has no Close.
type closer func()

// Close implements io.Closer.
func (c closer) Close() error { c(); return nil }
