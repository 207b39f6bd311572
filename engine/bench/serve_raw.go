package main

import (
	"bufio"
	"net"
)

const rawHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n" +
	"Transfer-Encoding: chunked\r\n\r\n"

// rawStream writes to the connection itself: the server shares the machine with what it measures, and is to be cheap.
type rawStream struct{ conn net.Conn }

func (s *rawStream) greet() error {
	_, err := s.conn.Write([]byte(rawHead))
	return err
}

func (s *rawStream) send(e *event) error {
	_, err := s.conn.Write(e.chunk)
	return err
}

func (s *server) serveRaw(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		go s.answerRaw(conn)
	}
}

// answerRaw holds one stream until its client is gone.
func (s *server) answerRaw(conn net.Conn) {
	defer conn.Close()
	if readHead(bufio.NewReaderSize(conn, 1024)) != nil {
		return
	}
	one := &rawStream{conn: conn}
	if s.enter(one, one.greet) != nil {
		return
	}
	defer s.leave(one)
	_, _ = conn.Read(make([]byte, 1))
}

// readHead reads up to the empty line that ends the head of a request or an answer.
func readHead(reader *bufio.Reader) error {
	for {
		line, err := reader.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			return nil
		}
	}
}
