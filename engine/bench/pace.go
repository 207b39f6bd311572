package main

import "time"

// beat is how often the pacing loop looks what is due: 1,000 streams at 10 a second are 10 events each time.
const beat = time.Millisecond

// pace writes events until it is hushed, each stream in its turn, and then only keeps the process alive.
func (s *server) pace() {
	e := newEvent(s.options.payloadBytes)
	due := 0.0
	for last := time.Now(); s.options.eventsPerSecond > 0 && !s.hushed.Load(); {
		time.Sleep(beat)
		now := time.Now()
		due = s.sendDue(e, due+s.options.eventsPerSecond*now.Sub(last).Seconds()*float64(s.open()))
		last = now
	}
	select {}
}

// sendDue sends as many events as are due, and returns the fraction that is left for the next time.
func (s *server) sendDue(e *event, due float64) float64 {
	s.lock.Lock()
	defer s.lock.Unlock()
	for ; due >= 1 && len(s.streams) > 0; due-- {
		s.next %= len(s.streams)
		e.stamp(time.Now())
		// A stream that broke is taken out by whoever waits for its end.
		if s.streams[s.next].send(e) == nil {
			s.events.Add(1)
		}
		s.next++
	}
	return due
}
