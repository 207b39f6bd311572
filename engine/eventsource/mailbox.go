package eventsource

import (
	"context"
	"sync"

	"github.com/grafana/sobek"
	"github.com/sirupsen/logrus"
	"go.k6.io/k6/js/modules"
	"go.k6.io/k6/metrics"
)

type entryKind uint8

const (
	entryMessage entryKind = iota
	entryOpen
	entryError
	entryEnd // the stream's goroutine is done: nothing follows
)

// entry is what a reading goroutine hands to the event loop.
type entry struct {
	kind    entryKind
	fatal   bool
	stream  *stream
	message message
	failure *Failure
}

// mailbox stands between the goroutines of all streams of one iteration and the event loop. One registered callback
// serves them all: it keeps the iteration, and with it k6's samples channel, open while a stream lives.
type mailbox struct {
	// Set once.
	vu      modules.VU
	runtime *sobek.Runtime
	metrics *streamMetrics
	ctx     context.Context //nolint:containedctx // of the iteration; all its streams end with it
	samples chan<- metrics.SampleContainer
	logger  logrus.FieldLogger
	told    *sync.Map
	network network
	release func() bool // of the watch on ctx

	// For the event loop only.
	live    int
	failed  error // what a handler threw: the iteration is over
	spare   []entry
	tallies map[*metrics.TagSet][]*tally

	mu      sync.Mutex
	entries []entry
	streams map[*stream]struct{}
	enqueue func(func() error) // the registered callback; nil while a drain is queued or runs
	over    bool
}

// mailbox gives the box of the current iteration; the caller adds a stream to it.
func (m *ModuleInstance) mailbox() *mailbox {
	if m.box == nil || m.box.live == 0 {
		state := m.vu.State()
		b := &mailbox{
			vu: m.vu, runtime: m.vu.Runtime(), metrics: m.metrics, ctx: m.vu.Context(), samples: state.Samples,
			logger: state.Logger, told: m.told, network: newNetwork(state), enqueue: m.vu.RegisterCallback(),
			streams: map[*stream]struct{}{}, tallies: map[*metrics.TagSet][]*tally{},
		}
		b.release = context.AfterFunc(b.ctx, b.closeAll)
		m.box = b
	}
	return m.box
}

// add takes a new stream in, on the event loop.
func (b *mailbox) add(s *stream) {
	b.live++
	b.mu.Lock()
	defer b.mu.Unlock()
	b.streams[s] = struct{}{}
	if b.over {
		s.leash.pull()
	}
}

// closeAll ends every stream; it runs when the iteration's context ends.
func (b *mailbox) closeAll() {
	b.mu.Lock()
	b.over = true
	streams := make([]*stream, 0, len(b.streams))
	for s := range b.streams {
		streams = append(streams, s)
	}
	b.mu.Unlock()
	for _, s := range streams {
		s.leash.pull()
	}
}

// post hands entries of one stream to the event loop, from any goroutine. They are copied.
func (b *mailbox) post(entries ...entry) {
	b.mu.Lock()
	b.entries = append(b.entries, entries...)
	enqueue := b.enqueue
	b.enqueue = nil
	b.mu.Unlock()
	if enqueue != nil {
		enqueue(b.drain)
	}
}

// drain runs on the event loop and hands everything that waits to the handlers. What a handler throws is returned:
// thrown inside a task it would end the process once the iteration's context is gone.
func (b *mailbox) drain() error {
	b.mu.Lock()
	batch := b.entries
	b.entries = b.spare
	b.mu.Unlock()
	b.deliver(batch)
	clear(batch)
	b.spare = nil
	if cap(batch) <= keptEntries {
		b.spare = batch[:0]
	}
	if b.failed != nil {
		b.closeAll()
	}
	b.listen()
	return b.failed
}

// keptEntries bounds what a burst leaves behind.
const keptEntries = 4096

// listen registers the callback again, unless no stream is left.
func (b *mailbox) listen() {
	if b.live == 0 {
		b.release()
		for _, same := range b.tallies {
			for _, t := range same {
				t.close()
			}
		}
		return
	}
	enqueue := b.vu.RegisterCallback()
	b.mu.Lock()
	if len(b.entries) == 0 {
		b.enqueue = enqueue
		enqueue = nil
	}
	b.mu.Unlock()
	if enqueue != nil {
		enqueue(b.drain)
	}
}
