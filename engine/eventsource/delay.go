package eventsource

import "time"

// minRetry keeps a server's `retry: 0`, and a script's, from making a busy loop.
const minRetry = 10 * time.Millisecond

// delay is the time to the next attempt: the server's `retry` or the initial delay, exactly, after a stream that was
// open; after failed attempts it doubles up to maxDelay and is spread over ±25 %, so that thousands of streams do not
// come back at once. The spread depends on the stream's seed only.
func (s *stream) delay(failures int) time.Duration {
	delay := s.options.initialDelay
	if s.retry > 0 {
		delay = s.retry
	}
	delay = max(delay, minRetry)
	if failures < 1 {
		return delay
	}
	for i := 1; i < failures && delay < s.options.maxDelay; i++ {
		delay *= 2
	}
	delay = max(min(delay, s.options.maxDelay), s.retry)
	spread := float64(mix(s.seed+uint64(failures))>>11) / (1 << 53) //nolint:gosec // never negative
	return time.Duration(float64(delay) * (0.75 + 0.5*spread))
}

// mix is the finalizer of splitmix64.
func mix(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9
	x = (x ^ (x >> 27)) * 0x94D049BB133111EB
	return x ^ (x >> 31)
}
