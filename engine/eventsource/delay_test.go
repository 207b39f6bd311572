package eventsource

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestDelayIsExactAfterAnOpenStream(t *testing.T) {
	s := &stream{options: options{initialDelay: 3 * time.Second, maxDelay: 30 * time.Second}}
	assert.Equal(t, 3*time.Second, s.delay(0))
	s.retry = 40 * time.Second
	assert.Equal(t, 40*time.Second, s.delay(0))
}

func TestDelayIsNeverABusyLoop(t *testing.T) {
	s := &stream{options: options{maxDelay: time.Second}}
	assert.Equal(t, minRetry, s.delay(0))
	assert.GreaterOrEqual(t, s.delay(1), 7*time.Millisecond)
}

func TestDelayDoublesUpToItsBoundAndIsSpread(t *testing.T) {
	seen := map[time.Duration]bool{}
	for seed := range uint64(100) {
		s := &stream{options: options{initialDelay: time.Second, maxDelay: 10 * time.Second}, seed: seed}
		for failures, want := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 4: 8 * time.Second, 50: 10 * time.Second} {
			assert.InDelta(t, want, s.delay(failures), 0.25*float64(want))
			assert.Equal(t, s.delay(failures), s.delay(failures))
		}
		seen[s.delay(3)] = true
	}
	assert.Greater(t, len(seen), 90)
}
