package hdrlog

import "sync"

// iterationBook is the book of one scenario's iterations: started = completed + threw + open, always.
type iterationBook struct {
	scenario                             string
	mu                                   sync.Mutex // of all below
	started, completed, threw, cancelled total
	dropped, k6Completed                 int64 // as k6 counts them
	cut                                  int64 // open for ever: k6 has cut them off
}

func newIterationBook(scenario string) *iterationBook {
	outcome := func(name string) total {
		return newTotal("scrt_iterations", tag{"outcome", name}, tag{"scenario", scenario})
	}
	return &iterationBook{
		scenario: scenario, started: outcome("started"), completed: outcome("completed"), threw: outcome("threw"),
		cancelled: outcome("cancelled"),
	}
}

// iteration is one started iteration.
type iteration struct {
	book   *iterationBook
	closed bool // under the book's lock
	cut    bool // likewise
}

// startIteration books a start, or, with nil, a cancellation when the run is stopping.
func (r *Recorder) startIteration(scenario string, stopping bool) *iteration {
	book := r.iterations.getReserved(scenario)
	book.mu.Lock()
	defer book.mu.Unlock()
	if stopping {
		book.cancelled.sum++
		return nil
	}
	book.started.sum++
	return &iteration{book: book}
}

// end closes it; only the first call counts, and is told by true.
func (i *iteration) end(threw bool) bool {
	i.book.mu.Lock()
	defer i.book.mu.Unlock()
	if i.closed {
		return false
	}
	i.closed = true
	if threw {
		i.book.threw.sum++
	} else {
		i.book.completed.sum++
	}
	return true
}

// addK6 books what k6 itself counted.
func (b *iterationBook) addK6(dropped, completed int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dropped += dropped
	b.k6Completed += completed
}

// cutOff notes that k6 has ended it; it stays open in the book.
func (i *iteration) cutOff() {
	i.book.mu.Lock()
	defer i.book.mu.Unlock()
	if !i.closed && !i.cut {
		i.cut = true
		i.book.cut++
	}
}

// inFlight counts the iterations that neither completed, nor threw, nor were cut off.
func (r *Recorder) inFlight() int64 {
	var open int64
	for _, book := range r.iterations.list() {
		book.mu.Lock()
		open += book.openLocked() - book.cut
		book.mu.Unlock()
	}
	return open
}

func (b *iterationBook) openLocked() int64 { return b.started.sum - b.completed.sum - b.threw.sum }
