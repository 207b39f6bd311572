package main

import "testing"

func TestOnlyTheWindowIsMeasured(t *testing.T) {
	w := &window{}
	one, other := &tally{window: w}, &tally{window: w}
	one.record(0, 9_000_000)
	w.open.Store(true)
	for i := range int64(99) {
		one.record(0, 1000*(i+1))
	}
	other.record(0, 100_000)
	w.open.Store(false)
	other.record(0, 9_000_000)
	want := report{Events: 102, Measured: 100, P50: 50, P99: 99, Max: 100}
	if got := reportOf([]*tally{one, other}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestNothingMeasuredIsNoLatency(t *testing.T) {
	if got := reportOf(nil); got != (report{}) {
		t.Errorf("got %+v", got)
	}
}

func TestStampIsReadBack(t *testing.T) {
	if got, ok := readStamp([]byte("1763985600123456xx")); !ok || got != 1763985600123456 {
		t.Errorf("got %d %v", got, ok)
	}
	for _, bad := range []string{"", "176398560012345", "17639856001234x6"} {
		if _, ok := readStamp([]byte(bad)); ok {
			t.Errorf("%q was taken for a stamp", bad)
		}
	}
}
