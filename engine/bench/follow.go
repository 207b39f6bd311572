package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// connectingAtOnce bounds the connections that are being made: a queue of the kernel that overflows costs seconds.
const connectingAtOnce = 200

// follower is one open stream.
type follower interface {
	// follow records every event until the stream ends.
	follow(t *tally)
	close()
}

// opener connects, and returns when the head of the answer was read.
type opener func(target *url.URL, headers http.Header) (follower, error)

// clientOptions is what both clients are told.
type clientOptions struct {
	target  *url.URL
	streams int
	// headers go with every request; the streams take the tokens in turn.
	headers http.Header
	tokens  []string
	// seconds is the length of the measuring window.
	seconds float64
	// margin is how long, before and after the window, the streams are followed without being measured.
	margin float64
	// wait returns after the time, or when all streams have ended; tests have their own.
	wait func(d time.Duration, ended <-chan struct{})
}

func follow(args []string, in *bufio.Reader, out io.Writer, open opener) error {
	o := clientOptions{headers: http.Header{}, wait: waitOrEnd}
	flags := flag.NewFlagSet("client", flag.ContinueOnError)
	target := flags.String("url", "", "of the streams")
	flags.IntVar(&o.streams, "streams", 1, "how many")
	flags.Float64Var(&o.seconds, "seconds", 10, "length of the measuring window")
	flags.Float64Var(&o.margin, "margin", 2, "seconds before and after the window that are not measured")
	flags.Func("header", "'NAME: VALUE' of every request; repeatable", func(text string) error {
		name, value, ok := strings.Cut(text, ": ")
		if !ok {
			return fmt.Errorf("%q has no ': '", text)
		}
		o.headers.Set(name, value)
		return nil
	})
	// On stdin, since arguments are there for every process to see.
	tokens := flags.Int("tokens", 0, "how many bearer tokens there are on stdin, one a line")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var err error
	if o.tokens, err = readTokens(in, *tokens); err != nil {
		return err
	}
	go endWithParent(in)
	if o.target, err = url.Parse(*target); err != nil {
		return err
	}
	return followAll(o, out, open)
}

// followAll opens the streams, says so, follows them, and reports.
func followAll(o clientOptions, out io.Writer, open opener) error {
	lines := json.NewEncoder(out)
	window := &window{}
	tallies := make([]*tally, o.streams)
	for i := range tallies {
		tallies[i] = &tally{window: window}
	}
	var ended sync.WaitGroup
	opened, err := openAll(o, open, func(i int, f follower) { ended.Go(func() { f.follow(tallies[i]) }) })
	if err != nil {
		return err
	}
	if err := lines.Encode(map[string]int{"open": len(opened)}); err != nil {
		return err
	}
	allEnded := make(chan struct{})
	go func() {
		ended.Wait()
		close(allEnded)
	}()
	o.wait(seconds(o.margin), allEnded)
	window.open.Store(true)
	o.wait(seconds(o.seconds), allEnded)
	window.open.Store(false)
	o.wait(seconds(o.margin), allEnded)
	for _, each := range opened {
		each.close()
	}
	<-allEnded
	return lines.Encode(reportOf(tallies))
}

// openAll opens every stream and starts to follow each at once.
func openAll(o clientOptions, open opener, start func(int, follower)) ([]follower, error) {
	opened := make([]follower, o.streams)
	failures := make(chan error, o.streams)
	places := make(chan struct{}, connectingAtOnce)
	var group sync.WaitGroup
	for i := range opened {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			one, err := open(o.target, o.headersOf(i))
			if err != nil {
				failures <- err
				return
			}
			opened[i] = one
			start(i, one)
		})
	}
	group.Wait()
	if n := len(failures); n > 0 {
		return nil, fmt.Errorf("%d of %d streams did not open: %w", n, o.streams, <-failures)
	}
	return opened, nil
}

// headersOf is what one stream's request carries.
func (o clientOptions) headersOf(stream int) http.Header {
	headers := o.headers.Clone()
	if len(o.tokens) > 0 {
		headers.Set("Authorization", "Bearer "+o.tokens[stream%len(o.tokens)])
	}
	return headers
}

func readTokens(in *bufio.Reader, count int) ([]string, error) {
	var tokens []string
	for len(tokens) < count {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, fmt.Errorf("only %d of %d tokens are on stdin: %w", len(tokens), count, err)
		}
		tokens = append(tokens, strings.TrimSpace(line))
	}
	return tokens, nil
}

func waitOrEnd(d time.Duration, ended <-chan struct{}) {
	select {
	case <-time.After(d):
	case <-ended:
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
