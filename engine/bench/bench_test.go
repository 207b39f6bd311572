package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func start(t *testing.T, o serverOptions) (*server, *url.URL) {
	t.Helper()
	s, err := startServer(o)
	if err != nil {
		t.Fatal(err)
	}
	target, err := url.Parse(s.addresses.URL)
	if err != nil {
		t.Fatal(err)
	}
	return s, target
}

func get(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(body))
}

// untilEnd tells when a follower has read its stream to the end.
type untilEnd struct {
	follower
	ended *sync.WaitGroup
}

func (f untilEnd) follow(t *tally) {
	defer f.ended.Done()
	f.follower.follow(t)
}

// followOnce follows three streams; the server sends 10 events to each at every wait, and ends them at the third.
func followOnce(t *testing.T, s *server, open opener) (text string, r report) {
	t.Helper()
	target, _ := url.Parse(s.addresses.URL)
	var ended sync.WaitGroup
	counted := func(target *url.URL, headers http.Header) (follower, error) {
		ended.Add(1)
		one, err := open(target, headers)
		return untilEnd{one, &ended}, err
	}
	waits := 0
	wait := func(time.Duration, <-chan struct{}) {
		s.sendDue(newEvent(s.options.payloadBytes), 30)
		if waits++; waits < 3 {
			return
		}
		for _, each := range s.streams {
			_ = each.(*rawStream).conn.Close()
		}
		ended.Wait()
	}
	var out bytes.Buffer
	if err := followAll(clientOptions{target: target, streams: 3, wait: wait}, &out, counted); err != nil {
		t.Fatal(err)
	}
	first, last, _ := strings.Cut(out.String(), "\n")
	if err := json.Unmarshal([]byte(last), &r); err != nil {
		t.Fatal(err)
	}
	return first, r
}

func TestClientsCountWhatTheServerSends(t *testing.T) {
	for name, open := range map[string]opener{"bare": openBare, "nethttp": newNetHTTPOpener()} {
		// 3,000 bytes are more than the buffer of the bare client.
		for _, payloadBytes := range []int{stampDigits, 200, 3000} {
			t.Run(fmt.Sprintf("%s %d", name, payloadBytes), func(t *testing.T) {
				s, _ := start(t, serverOptions{payloadBytes: payloadBytes})
				opened, r := followOnce(t, s, open)
				if opened != `{"open":3}` || r.Events != 90 || s.events.Load() != 90 {
					t.Errorf("%s, then %+v of %d", opened, r, s.events.Load())
				}
			})
		}
	}
}

func TestServerSendsStampedEvents(t *testing.T) {
	s, target := start(t, serverOptions{payloadBytes: 20})
	answer, err := http.Get(target.String())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	before := time.Now().UnixMicro()
	s.sendDue(newEvent(20), 1)
	event := make([]byte, len("data: 1234567890123456xxxx\n\n"))
	if _, err := io.ReadFull(answer.Body, event); err != nil {
		t.Fatal(err)
	}
	sent, ok := readStamp(event[len(dataPrefix):])
	if !ok || sent < before || sent > time.Now().UnixMicro() || !bytes.HasSuffix(event, []byte("xxxx\n\n")) {
		t.Errorf("received %q, asked at %d", event, before)
	}
}

func TestServerSaysWhatItDid(t *testing.T) {
	s, target := start(t, serverOptions{payloadBytes: 20})
	if _, err := openBare(target, nil); err != nil {
		t.Fatal(err)
	}
	if pong := get(t, s.addresses.Control+"/ping"); pong != `{"pong":true}` {
		t.Errorf("/ping answers %s", pong)
	}
	if told := get(t, s.addresses.Control+"/state"); told != `{"open":1,"events":0,"pings":1}` {
		t.Errorf("/state answers %s", told)
	}
}

func TestStreamsTakeTurns(t *testing.T) {
	var seen []string
	s := &server{}
	for _, name := range []string{"a", "b", "c"} {
		_ = s.enter(noting{name, &seen}, func() error { return nil })
	}
	left := s.sendDue(newEvent(20), 4.5)
	if turns := strings.Join(seen, ""); turns != "abca" || left != 0.5 {
		t.Errorf("%s had their turns, and %v is left", turns, left)
	}
}

type noting struct {
	name string
	seen *[]string
}

func (n noting) send(*event) error {
	*n.seen = append(*n.seen, n.name)
	return nil
}

func TestTLSSpeaksWhatItWasToldTo(t *testing.T) {
	for _, o := range []serverOptions{{payloadBytes: 20, tls: true}, {payloadBytes: 20, http2: true}} {
		s, target := start(t, o)
		if _, err := newNetHTTPOpener()(target, nil); (err == nil) == o.http2 {
			t.Errorf("a client of HTTP/1.1 on %+v: %v", s.options, err)
		}
	}
}

func TestStreamsTakeTokensInTurn(t *testing.T) {
	authorizations := make(chan string, 3)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		authorizations <- r.Header.Get("Authorization") + " " + r.Header.Get("X-Org-Id")
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusOK)
		_, _ = io.WriteString(w, "event: ping\ndata: 0\n\nevent: A\nid: 7\ndata: {}\n\n")
	}))
	defer web.Close()
	for name, open := range map[string]opener{"bare": openBare, "nethttp": newNetHTTPOpener()} {
		args := []string{"--url", web.URL, "--streams", "3", "--seconds", "3600", "--header", "X-Org-Id: 00D", "--tokens", "2"}
		// It goes on as long as its stdin does.
		in, end := io.Pipe()
		go fmt.Fprint(end, "one\ntwo\n")
		var out bytes.Buffer
		if err := follow(args, bufio.NewReader(in), &out, open); err != nil {
			t.Fatal(err)
		}
		seen := []string{<-authorizations, <-authorizations, <-authorizations}
		slices.Sort(seen)
		if want := []string{"Bearer one 00D", "Bearer one 00D", "Bearer two 00D"}; !slices.Equal(seen, want) {
			t.Errorf("%s sent %q", name, seen)
		}
		// Of what a stand-in sends, an event has an id and a ping has none.
		if !strings.Contains(out.String(), `"events":3`) {
			t.Errorf("%s counted %s", name, out.String())
		}
	}
}

func TestTooFewTokensAreToldOf(t *testing.T) {
	_, err := readTokens(bufio.NewReader(strings.NewReader("one\n")), 2)
	if err == nil || !strings.Contains(err.Error(), "1 of 2") {
		t.Errorf("the error is %v", err)
	}
}
