package eventsource

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
)

var getRequest = &http.Request{Method: http.MethodGet} //nolint:gochecknoglobals // tells ReadResponse the method

// maxHeaderBytes bounds the answer's headers, informational answers included; noLimit is for the body.
const (
	maxHeaderBytes = 64 << 10
	noLimit        = int(^uint(0) >> 1)
)

// headerLimit stops an endless header.
type headerLimit struct {
	io.Reader
	left int
}

func (l *headerLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, newFailure(CodeProtocol, "the response headers have more than %d bytes", maxHeaderBytes)
	}
	n, err := l.Reader.Read(p)
	if l.left != noLimit {
		l.left -= n
	}
	return n, err //nolint:wrapcheck // a reader passes errors on
}

// readHeaders reads to the end of the final answer's headers; informational answers are skipped.
func readHeaders(reader *bufio.Reader) (*http.Response, error) {
	for range 5 {
		response, err := http.ReadResponse(reader, getRequest)
		if err != nil {
			return nil, headerFailure(err)
		}
		if response.StatusCode >= 200 {
			return response, nil
		}
	}
	return nil, newFailure(CodeProtocol, "more than 4 informational answers")
}

func headerFailure(err error) error {
	var network net.Error
	var known *Failure
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, os.ErrDeadlineExceeded):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return newFailure(CodeReset, "the connection closed before the response headers were complete")
	case errors.As(err, &network):
		return newFailure(CodeReset, "reading the response headers: %w", err)
	default:
		return newFailure(CodeProtocol, "the answer is no HTTP/1.1: %w", err)
	}
}
