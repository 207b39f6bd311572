package eventsource

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBacklogBoundsMessagesAndAllTheirBytes(t *testing.T) {
	var q backlog
	long := message{lastEventID: strings.Repeat("x", queueBytes)}
	assert.True(t, q.enter(&long), "one message always fits")
	assert.False(t, q.enter(&message{data: "a"}))
	q.leave(&entry{kind: entryMessage, message: long})
	for range queueCapacity {
		assert.True(t, q.enter(&message{data: "a"}))
	}
	assert.False(t, q.enter(&message{data: "a"}))
	q.leave(&entry{kind: entryOpen})
	assert.False(t, q.enter(&message{data: "a"}), "only a message makes room")
}
