package main

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// stream is one open answer.
type stream interface {
	// send is called by the pacing loop alone, with the server's lock held.
	send(e *event) error
}

// server holds the open streams and counts what it has sent.
type server struct {
	options   serverOptions
	addresses addresses

	// lock orders the pacing loop against streams that come and go: none is written to once it is left.
	lock    sync.Mutex
	streams []stream
	// next is the stream whose turn it is.
	next int

	events atomic.Int64
	pings  atomic.Int64
	hushed atomic.Bool
}

// startServer listens on two ports of loopback: one for the streams, one for the rest, so that neither disturbs the
// other's counts.
func startServer(o serverOptions) (*server, error) {
	if o.payloadBytes < stampDigits {
		return nil, fmt.Errorf("--payload is %d; the stamp alone takes %d", o.payloadBytes, stampDigits)
	}
	s := &server{options: o}
	streams, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	control, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s.addresses = addresses{
		URL:     s.scheme() + "://" + streams.Addr().String() + "/stream",
		Control: "http://" + control.Addr().String(),
	}
	go func() { _ = http.Serve(control, s.control()) }()
	if s.scheme() == "https" {
		return s, s.serveTLS(streams)
	}
	go s.serveRaw(streams)
	return s, nil
}

func (s *server) scheme() string {
	if s.options.tls || s.options.http2 {
		return "https"
	}
	return "http"
}

// enter greets the client and takes the stream in, in one step: a client that was greeted is counted, and is sent to.
func (s *server) enter(one stream, greet func() error) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	if err := greet(); err != nil {
		return err
	}
	s.streams = append(s.streams, one)
	return nil
}

func (s *server) leave(one stream) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for i, each := range s.streams {
		if each == one {
			last := len(s.streams) - 1
			s.streams[i] = s.streams[last]
			s.streams = s.streams[:last]
			return
		}
	}
}

func (s *server) open() int {
	s.lock.Lock()
	defer s.lock.Unlock()
	return len(s.streams)
}
