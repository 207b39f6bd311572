package hdrlog

// iterationBook is the book of one scenario's iterations.
type iterationBook struct {
	started, completed, threw, cancelled total
	dropped, k6Completed                 int64 // as k6 counts them
}

// iteration is one started iteration.
type iteration struct {
	scenario string
	closed   bool
}

// startIteration books a start, or a cancellation when the run is stopping.
func (r *Recorder) startIteration(scenario string, stopping bool) (*iteration, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	book := r.iterationsLocked(scenario)
	if stopping {
		book.cancelled.sum++
		return nil, false
	}
	book.started.sum++
	return &iteration{scenario: scenario}, true
}

// endIteration closes it; only the first call counts, and is told by true.
func (r *Recorder) endIteration(i *iteration, threw bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i.closed {
		return false
	}
	i.closed = true
	book := r.iterationsLocked(i.scenario)
	if threw {
		book.threw.sum++
	} else {
		book.completed.sum++
	}
	return true
}

// iterationsLocked needs r.mu. Scenarios come from the run's options, so they are few.
func (r *Recorder) iterationsLocked(scenario string) *iterationBook {
	book := r.iterations[scenario]
	if book == nil {
		book = &iterationBook{}
		r.iterations[scenario] = book
	}
	return book
}

// inFlight counts the iterations that neither completed nor threw.
func (r *Recorder) inFlight() int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	var open int64
	for _, book := range r.iterations {
		open += book.open()
	}
	return open
}

func (b *iterationBook) open() int64 { return b.started.sum - b.completed.sum - b.threw.sum }
