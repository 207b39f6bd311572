package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

const asked = `{"a":1}`

// askOnce asks a server that answers by handler for some milliseconds.
func askOnce(t *testing.T, handler http.HandlerFunc) (string, error) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	target, _ := url.Parse(server.URL + "/token?x=1")
	var out bytes.Buffer
	o := askOptions{target: target, body: asked, expect: `"accessToken"`, connections: 2, seconds: 0.05, margin: 0.01}
	err := askAll(o, &out)
	return out.String(), err
}

func TestEveryAnswerIsCountedOnKeptConnections(t *testing.T) {
	var answered atomic.Int64
	callers := make(chan string, 1_000_000)
	out, err := askOnce(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Method != http.MethodPost || r.RequestURI != "/token?x=1" || string(body) != asked {
			t.Errorf("asked %s %s with %q", r.Method, r.RequestURI, body)
		}
		callers <- r.RemoteAddr
		answered.Add(1)
		fmt.Fprint(w, `{"accessToken":"x"}`)
	})
	if err != nil {
		t.Fatal(err)
	}
	opened, last, _ := strings.Cut(out, "\n")
	var r report
	if err := json.Unmarshal([]byte(last), &r); err != nil {
		t.Fatal(err)
	}
	if opened != `{"open":2}` || int64(r.Events) != answered.Load() || r.Measured == 0 || r.Measured > r.Events {
		t.Errorf("%s, then %+v of %d", opened, r, answered.Load())
	}
	close(callers)
	connections := map[string]bool{}
	for each := range callers {
		connections[each] = true
	}
	if len(connections) != 2 {
		t.Errorf("%d connections were made", len(connections))
	}
}

func TestAnAnswerThatIsNotAsExpectedEndsIt(t *testing.T) {
	for want, handler := range map[string]http.HandlerFunc{
		"429":                  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
		`no "accessToken"`:     func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"message":"no"}`) },
		"connection reset|EOF": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		_, err := askOnce(t, handler)
		if err == nil || !containsAny(err.Error(), strings.Split(want, "|")) {
			t.Errorf("the error is %v, not %s", err, want)
		}
	}
}

func containsAny(text string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}
