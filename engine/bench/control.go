package main

import (
	"encoding/json"
	"net/http"
)

// state is what GET /state answers.
type state struct {
	Open int `json:"open"`
	// Events that were sent, and pings that were answered, since the start.
	Events int64 `json:"events"`
	Pings  int64 `json:"pings"`
}

// control answers the requests that are no streams.
func (s *server) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ping", func(w http.ResponseWriter, _ *http.Request) {
		s.pings.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"pong":true}`))
	})
	mux.HandleFunc("GET /state", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(state{Open: s.open(), Events: s.events.Load(), Pings: s.pings.Load()})
	})
	// Ends the events, not the streams: what was sent can arrive before the client counts.
	mux.HandleFunc("POST /hush", func(http.ResponseWriter, *http.Request) { s.hushed.Store(true) })
	return mux
}
