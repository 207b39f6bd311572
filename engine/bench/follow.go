package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/url"
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
type opener func(target *url.URL) (follower, error)

// clientOptions is what both clients are told.
type clientOptions struct {
	target  *url.URL
	streams int
	// seconds is the length of the measuring window.
	seconds float64
	// margin is how long, before and after the window, the streams are followed without being measured.
	margin float64
	// wait is time.Sleep, except in tests.
	wait func(time.Duration)
}

func follow(args []string, out io.Writer, open opener) error {
	o := clientOptions{wait: time.Sleep}
	flags := flag.NewFlagSet("client", flag.ContinueOnError)
	target := flags.String("url", "", "of the streams")
	flags.IntVar(&o.streams, "streams", 1, "how many")
	flags.Float64Var(&o.seconds, "seconds", 10, "length of the measuring window")
	flags.Float64Var(&o.margin, "margin", 2, "seconds before and after the window that are not measured")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var err error
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
	o.wait(seconds(o.margin))
	window.open.Store(true)
	o.wait(seconds(o.seconds))
	window.open.Store(false)
	o.wait(seconds(o.margin))
	for _, each := range opened {
		each.close()
	}
	ended.Wait()
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
			one, err := open(o.target)
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

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
