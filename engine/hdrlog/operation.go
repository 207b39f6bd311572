package hdrlog

import "scrt-bench/engine/clock"

// operation is one open entry of an account; one that nobody closes is kept to the end, for its age.
type operation struct {
	account        *account
	beganAt        float64
	closed         bool
	older, younger *operation
}

// begin opens an operation.
func (r *Recorder) begin(key accountKey) *operation {
	a := r.account(key)
	o := &operation{account: a}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.begun.sum++
	o.beganAt, o.older = clock.Now(), a.newest
	if a.newest != nil {
		a.newest.younger = o
	} else {
		a.oldest = o
	}
	a.newest = o
	return o
}

// answer closes o as answered at a stamp of the clock; false if it was closed before.
func (r *Recorder) answer(o *operation, at float64) (ms float64, ok bool) {
	a := o.account
	a.mu.Lock()
	open := o.close()
	if open {
		a.answered.sum++
	}
	a.mu.Unlock()
	if !open {
		return 0, false
	}
	ms = at - o.beganAt
	if ms < 0 {
		ms = 0
		r.Count("scrt_clock_anomalies", 1, tag{"operation", a.key.operation}, tag{"scenario", a.key.scenario})
	}
	if a.latency != nil {
		r.record(a.latency, ms)
	} else {
		r.drop("scrt_operation_duration of " + a.key.operation)
	}
	return ms, true
}

// fail closes o for a reason; false if it was closed before.
func (r *Recorder) fail(o *operation, reason string) bool {
	reason = sanitise(reason)
	a, fits := o.account, true
	a.mu.Lock()
	open := o.close()
	if open {
		var count *total
		count, fits = a.reasonLocked(reason)
		count.sum++
	}
	a.mu.Unlock()
	if !fits {
		r.drop("reason " + reason)
	}
	return open
}

// close takes o out of its account's list, whose lock is held; false if it was closed before.
func (o *operation) close() bool {
	if o.closed {
		return false
	}
	o.closed = true
	if o.older != nil {
		o.older.younger = o.younger
	} else {
		o.account.oldest = o.younger
	}
	if o.younger != nil {
		o.younger.older = o.older
	} else {
		o.account.newest = o.older
	}
	o.older, o.younger = nil, nil
	return true
}
