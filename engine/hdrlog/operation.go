package hdrlog

import "scrt-bench/engine/clock"

// accountKey names one book of operations.
type accountKey struct{ scenario, operation, tab string }

// account is the book of one operation: begun = answered + failed + open, always.
type account struct {
	key      accountKey
	begun    total
	answered total
	failed   map[string]*total
	latency  *histogram
	oldest   *operation // ends of a list in the order of the begins: it shrinks as operations close
	newest   *operation
}

// total is a count with the part that was already written.
type total struct{ sum, written int64 }

func (t *total) takeDelta() int64 {
	delta := t.sum - t.written
	t.written = t.sum
	return delta
}

// operation is one open entry of an account.
type operation struct {
	account        *account
	beganAt        float64
	closed         bool
	older, younger *operation
}

// maxAccounts and maxReasons keep the books bounded; what is beyond is booked under "other", so that they balance.
const (
	maxAccounts = 256
	maxReasons  = 64
	other       = "other"
)

// begin opens an operation.
func (r *Recorder) begin(key accountKey) *operation {
	r.mu.Lock()
	defer r.mu.Unlock()
	a := r.accountLocked(key)
	a.begun.sum++
	o := &operation{account: a, beganAt: clock.Now(), older: a.newest}
	if a.newest != nil {
		a.newest.younger = o
	} else {
		a.oldest = o
	}
	a.newest = o
	return o
}

func (r *Recorder) accountLocked(key accountKey) *account {
	a, ok := r.accounts[key]
	if ok {
		return a
	}
	if len(r.accounts) >= maxAccounts {
		r.dropLocked("operation " + key.operation)
		key = accountKey{scenario: key.scenario, operation: other}
		if a, ok = r.accounts[key]; ok {
			return a
		}
	}
	a = &account{key: key, failed: map[string]*total{}}
	name := seriesKey("scrt_operation_duration",
		tag{"operation", key.operation}, tag{"scenario", key.scenario}, tag{"tab", key.tab})
	if h, fits := r.histograms.get(name); fits {
		a.latency = h
	}
	r.accounts[key] = a
	return a
}

// answer closes o as answered at a stamp of the clock; false if it was closed before.
func (r *Recorder) answer(o *operation, at float64) (ms float64, ok bool) {
	r.mu.Lock()
	if o.closed {
		r.mu.Unlock()
		return 0, false
	}
	o.unlink()
	a := o.account
	a.answered.sum++
	ms = at - o.beganAt
	if ms < 0 {
		ms = 0
		r.addLocked(seriesKey("scrt_clock_anomalies", tag{"operation", a.key.operation}, tag{"scenario", a.key.scenario}), 1)
	}
	latency := a.latency
	if latency == nil {
		r.dropLocked("scrt_operation_duration of " + a.key.operation)
	}
	r.mu.Unlock()
	if latency != nil {
		r.record(latency, ms)
	}
	return ms, true
}

// fail closes o for a reason; false if it was closed before.
func (r *Recorder) fail(o *operation, reason string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if o.closed {
		return false
	}
	o.unlink()
	a := o.account
	if a.failed[reason] == nil && len(a.failed) >= maxReasons {
		r.dropLocked("reason " + reason)
		reason = other
	}
	if a.failed[reason] == nil {
		a.failed[reason] = &total{}
	}
	a.failed[reason].sum++
	return true
}

// unlink takes o out of its account's list; the recorder's lock is held.
func (o *operation) unlink() {
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
}
