package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"time"
)

// httpFollower is what one writes with the standard library.
type httpFollower struct{ body io.ReadCloser }

// newNetHTTPOpener opens streams over one transport, as clients do.
func newNetHTTPOpener() opener {
	client := &http.Client{Transport: &http.Transport{
		DisableCompression: true,
		// The server's certificate is its own.
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
	}}
	return func(target *url.URL, headers http.Header) (follower, error) {
		request, err := http.NewRequest(http.MethodGet, target.String(), nil)
		if err != nil {
			return nil, err
		}
		maps.Copy(request.Header, headers)
		request.Header.Set("Accept", "text/event-stream")
		answer, err := client.Do(request)
		if err != nil {
			return nil, err
		}
		if answer.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("the answer is %s", answer.Status)
		}
		return &httpFollower{body: answer.Body}, nil
	}
}

func (f *httpFollower) follow(t *tally) {
	lines := bufio.NewScanner(f.body)
	for lines.Scan() {
		receivedMicros := time.Now().UnixMicro()
		data, isData := bytes.CutPrefix(lines.Bytes(), []byte(dataPrefix))
		if sent, ok := readStamp(data); isData && ok {
			t.record(sent, receivedMicros)
		} else if bytes.HasPrefix(lines.Bytes(), []byte(idPrefix)) {
			t.events++
		}
	}
}

func (f *httpFollower) close() { _ = f.body.Close() }
