package clock

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNowIsMonotonicInMicroseconds(t *testing.T) {
	before := Now()
	for range 1000 {
		now := Now()
		assert.GreaterOrEqual(t, now, before)
		assert.InDelta(t, math.Round(now*1000), now*1000, 1e-3)
		before = now
	}
}
