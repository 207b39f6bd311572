package main

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
)

// httpStream writes through net/http, for TLS and HTTP/2.
type httpStream struct {
	writer     http.ResponseWriter
	controller *http.ResponseController
}

func (s *httpStream) send(e *event) error {
	if _, err := s.writer.Write(e.body); err != nil {
		return err
	}
	return s.controller.Flush()
}

// serveTLS speaks one protocol only: a client that asks for the other fails instead of being measured wrongly.
func (s *server) serveTLS(listener net.Listener) error {
	certificate, err := selfSigned()
	if err != nil {
		return err
	}
	var protocols http.Protocols
	protocols.SetHTTP1(!s.options.http2)
	protocols.SetHTTP2(s.options.http2)
	web := &http.Server{
		Handler:   http.HandlerFunc(s.answerHTTP),
		TLSConfig: &tls.Config{Certificates: []tls.Certificate{certificate}},
		Protocols: &protocols,
		// Thousands of clients that end at once are no news.
		ErrorLog: log.New(io.Discard, "", 0),
	}
	go func() { _ = web.ServeTLS(listener, "", "") }()
	return nil
}

func (s *server) answerHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	one := &httpStream{writer: w, controller: http.NewResponseController(w)}
	if s.enter(one, one.controller.Flush) != nil {
		return
	}
	defer s.leave(one)
	<-r.Context().Done()
}
