// Package clock is the one monotonic clock of the process, so that stamps of both extensions can be subtracted.
package clock

import "time"

var start = time.Now() //nolint:gochecknoglobals // the origin of the process's clock

// Now returns milliseconds since the process started, with microsecond resolution; it never goes back.
func Now() float64 {
	return float64(time.Since(start).Microseconds()) / 1000
}
