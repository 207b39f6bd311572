package hdrlog

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"scrt-bench/engine/clock"
)

func TestALifetimeEndsAtItsDeadlineHoweverLateThatIsNoticed(t *testing.T) {
	ctx, cancel := context.WithDeadline(t.Context(), time.Now().Add(-100*time.Millisecond))
	defer cancel()
	now := clock.Now()
	l := newLifetime(ctx)
	assert.True(t, l.ended())
	assert.False(t, l.covers(now-50))
	assert.True(t, l.covers(now-150))
}

func TestALifetimeThatIsCancelledEndsThen(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	l := newLifetime(ctx)
	before := clock.Now()
	assert.True(t, l.covers(before+1000))
	cancel()
	assert.True(t, l.covers(before))
	assert.False(t, l.covers(before+3_000_000))
}
