package eventsource

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// writeRequest sends a GET in one write.
func writeRequest(conn net.Conn, target *url.URL, header http.Header) error {
	host := target.Host
	if own := header.Get("Host"); own != "" {
		host = own
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "GET %s HTTP/1.1\r\nHost: %s\r\n", target.RequestURI(), host)
	if err := header.WriteSubset(&out, map[string]bool{"Host": true}); err != nil {
		return fmt.Errorf("building the request: %w", err)
	}
	out.WriteString("\r\n")
	_, err := conn.Write(out.Bytes())
	return err //nolint:wrapcheck // the caller says what was written
}

var getRequest = &http.Request{Method: http.MethodGet} //nolint:gochecknoglobals // tells ReadResponse the method

// maxHeaderBytes bounds the answer's headers, informational answers included.
const maxHeaderBytes = 64 << 10

// headerLimit stops an endless header; after the headers it is opened.
type headerLimit struct {
	net.Conn
	left int
	open bool
}

func (l *headerLimit) Read(p []byte) (int, error) {
	if !l.open && l.left <= 0 {
		return 0, newFailure(CodeProtocol, "the response headers have more than %d bytes", maxHeaderBytes)
	}
	n, err := l.Conn.Read(p)
	l.left -= n
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

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	default:
		return false
	}
}

func follow(from *url.URL, response *http.Response) (*url.URL, *Failure) {
	location := response.Header.Get("Location")
	next, err := from.Parse(location)
	if location == "" || err != nil || next.Host == "" || (next.Scheme != "http" && next.Scheme != "https") {
		failure := newFailure(CodeRedirect, "status %d leads to %q, which is no http or https URL", response.StatusCode, location)
		failure.Status = response.StatusCode
		return nil, failure
	}
	next.User = nil
	return next, nil
}

// dropCredentials removes what belongs to the first host only.
func dropCredentials(header http.Header, from, to *url.URL) {
	if from.Scheme == to.Scheme && strings.EqualFold(from.Host, to.Host) {
		return
	}
	for _, name := range []string{"Authorization", "Cookie", "Proxy-Authorization", "Host"} {
		header.Del(name)
	}
}
