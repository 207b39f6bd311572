package hdrlog

import (
	"strconv"
	"sync"
)

// accountKey names one book of operations.
type accountKey struct{ scenario, operation, tab string }

// account is the book of one operation: begun = answered + failed + open, always.
type account struct {
	key      accountKey
	latency  *histogram // nil when there was no room for it
	mu       sync.Mutex // of all below
	begun    total
	answered total
	failed   map[string]*total
	statuses map[status]*counter
	oldest   *operation // ends of a list in the order of the begins: it shrinks as operations close
	newest   *operation
}

// status is how the target answered.
type status struct {
	outcome string
	code    int64
}

// maxReasons keeps an account bounded; what is beyond it, and beyond maxAccounts, is booked under "other", so that
// the books balance.
const (
	maxReasons = 64
	other      = "other"
)

func (r *Recorder) newAccount(key accountKey) *account {
	a := &account{key: key, failed: map[string]*total{}, statuses: map[status]*counter{}}
	a.begun, a.answered = a.outcome("begun", ""), a.outcome("answered", "")
	a.latency, _ = r.histograms.get(a.series(metricDuration))
	return a
}

func (a *account) series(metric string) string {
	return seriesKey(metric, tag{"operation", a.key.operation}, tag{"scenario", a.key.scenario}, tag{"tab", a.key.tab})
}

func (a *account) outcome(outcome, reason string) total {
	return newTotal(metricOperations, tag{"operation", a.key.operation}, tag{"outcome", outcome}, tag{"reason", reason},
		tag{"scenario", a.key.scenario}, tag{"tab", a.key.tab})
}

// account finds or opens a book. Its names are cleaned first, so that two books never share a series.
func (r *Recorder) account(key accountKey) *account {
	key.operation, key.tab = sanitise(key.operation), sanitise(key.tab)
	a, ok := r.accounts.get(key)
	if ok {
		return a
	}
	r.drop("operation " + key.operation)
	return r.accounts.getReserved(accountKey{scenario: key.scenario, operation: other})
}

// reasonLocked finds or opens the count of a reason; a.mu is held. It is false when the reason had to be another.
func (a *account) reasonLocked(reason string) (*total, bool) {
	found, fits := a.failed[reason], true
	if found == nil && len(a.failed) >= maxReasons {
		reason, fits = other, false
		found = a.failed[reason]
	}
	if found == nil {
		created := a.outcome("failed", reason)
		found = &created
		a.failed[reason] = found
	}
	return found, fits
}

// countStatus counts the status that an operation was closed with; 0 is none.
func (r *Recorder) countStatus(a *account, s status) {
	if s.code <= 0 {
		return
	}
	if s.code < 100 || s.code > 599 {
		s.code = noStatus // the target's invention is not to make ever more series
	}
	a.mu.Lock()
	c := a.statuses[s]
	a.mu.Unlock()
	if c == nil {
		c = r.addStatus(a, s)
	}
	if c != nil {
		c.add(1)
	}
}

// noStatus stands for codes that are none of HTTP's.
const noStatus = 600

func (s status) label() string {
	if s.code == noStatus {
		return other
	}
	return strconv.FormatInt(s.code, 10)
}

// addStatus is nil when there is no room for the counter. Accounts of one operation with other tabs share it.
func (r *Recorder) addStatus(a *account, s status) *counter {
	key := seriesKey("scrt_operation_status", tag{"operation", a.key.operation}, tag{"outcome", s.outcome},
		tag{"scenario", a.key.scenario}, tag{"status", s.label()})
	c, ok := r.counters.get(key)
	if !ok {
		r.drop(key)
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.statuses[s] = c
	return c
}
