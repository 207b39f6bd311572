package hdrlog

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"go.k6.io/k6/lib"

	"scrt-bench/engine/clock"
)

// lifetime is that of one iteration's context. k6 cuts an iteration off by ending it, but the script may run on for
// some instructions; what it tells the books then happened to k6, not to the server.
type lifetime struct {
	ctx      context.Context //nolint:containedctx // its end is what this type is about
	scenario string          // empty in setup and teardown, which belong to none
	once     sync.Once
	endedAt  float64
	entry    atomic.Pointer[iteration] // nil without one
}

// of tells whose lifetime it is.
func (l *lifetime) of(entry *iteration) {
	l.entry.Store(entry)
	if l.ended() {
		entry.cutOff()
	}
}

func newLifetime(ctx context.Context) *lifetime {
	l := &lifetime{ctx: ctx}
	if state := lib.GetScenarioState(ctx); state != nil {
		l.scenario = state.Name
	}
	if ctx.Err() != nil {
		l.noticeEnd()
	} else {
		context.AfterFunc(ctx, l.noticeEnd)
	}
	return l
}

// noticeEnd stamps the end: at the deadline, which a graceful stop has, else when it was noticed.
func (l *lifetime) noticeEnd() {
	l.once.Do(func() {
		if entry := l.entry.Load(); entry != nil {
			entry.cutOff()
		}
		l.endedAt = clock.Now()
		if deadline, ok := l.ctx.Deadline(); ok {
			l.endedAt -= max(0, float64(time.Since(deadline))/float64(time.Millisecond))
		}
	})
}

// ended tells whether the context has ended.
func (l *lifetime) ended() bool { return l.ctx.Err() != nil }

// covers tells whether a stamp of the clock is of no time after the end.
func (l *lifetime) covers(at float64) bool {
	if !l.ended() {
		return true
	}
	l.noticeEnd()
	return at <= l.endedAt
}

// lifetime is the current iteration's; it is made once for all that begins in it.
func (m *ModuleInstance) lifetime() *lifetime {
	if ctx := m.vu.Context(); m.life == nil || m.life.ctx != ctx {
		m.life = newLifetime(ctx)
	}
	return m.life
}
