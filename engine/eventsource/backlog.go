package eventsource

import "sync/atomic"

// queueCapacity and queueBytes bound what waits for the script in one stream; an event always fits into an empty queue.
const (
	queueCapacity = 1024
	queueBytes    = 8 << 20
)

// backlog counts the messages of one stream that wait in the mailbox.
type backlog struct {
	messages atomic.Int32
	bytes    atomic.Int64
}

// enter is false if the message does not fit: it is lost. Only the reading goroutine calls it.
func (q *backlog) enter(m *message) bool {
	waiting := q.messages.Load()
	if waiting >= queueCapacity || (waiting > 0 && q.bytes.Load()+m.size() > queueBytes) {
		return false
	}
	q.messages.Add(1)
	q.bytes.Add(m.size())
	return true
}

// leave takes e out again if it is a message.
func (q *backlog) leave(e *entry) {
	if e.kind == entryMessage {
		q.bytes.Add(-e.message.size())
		q.messages.Add(-1)
	}
}

func (m *message) size() int64 { return int64(len(m.name) + len(m.data) + len(m.lastEventID)) }
