package eventsource

import "sync"

// queueCapacity bounds what waits for the script in one stream.
const queueCapacity = 1024

type entryKind uint8

const (
	entryMessage entryKind = iota
	entryOpen
	entryError
	entryEnd // the reading goroutine is done: nothing follows
)

// entry is what the reading goroutine hands to the event loop.
type entry struct {
	kind    entryKind
	fatal   bool
	message message
	failure *Failure
}

// queue stands between the socket and the handlers. Messages beyond its capacity are lost and counted, the rest
// always fits: at most a few per connection.
type queue struct {
	mu        sync.Mutex
	entries   []entry
	messages  int
	lost      int64
	bytes     int64
	scheduled bool
}

// put appends e and tells whether a drain must be scheduled, and whether e was lost.
func (q *queue) put(e entry) (schedule, lost bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if e.kind == entryMessage {
		if q.messages >= queueCapacity {
			q.lost++
			return false, true
		}
		q.messages++
	}
	q.entries = append(q.entries, e)
	schedule = !q.scheduled
	q.scheduled = true
	return schedule, false
}

func (q *queue) addBytes(n int) {
	q.mu.Lock()
	q.bytes += int64(n)
	q.mu.Unlock()
}

// batch is what one drain hands to the script.
type batch struct {
	entries     []entry
	lost, bytes int64
}

// take empties the queue; the caller owns the entries.
func (q *queue) take() batch {
	q.mu.Lock()
	defer q.mu.Unlock()
	b := batch{entries: q.entries, lost: q.lost, bytes: q.bytes}
	q.entries, q.lost, q.bytes = nil, 0, 0
	return b
}

// done ends the handling of n messages and tells whether more entries came meanwhile.
func (q *queue) done(n int) (again bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.messages -= n
	q.scheduled = len(q.entries) > 0
	return q.scheduled
}
