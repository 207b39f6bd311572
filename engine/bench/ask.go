package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// askOptions is what the closed loop is told.
type askOptions struct {
	target *url.URL
	body   string
	// expect is what every answer's body must contain.
	expect      string
	connections int
	// seconds is the length of the measuring window, margin what comes before and after it.
	seconds, margin float64
}

func ask(args []string, out io.Writer) error {
	var o askOptions
	flags := flag.NewFlagSet("ask", flag.ContinueOnError)
	target := flags.String("url", "", "where the requests go, by POST")
	flags.StringVar(&o.body, "body", "", "the JSON that each carries")
	flags.StringVar(&o.expect, "expect", "", "what the body of every answer must contain")
	flags.IntVar(&o.connections, "connections", 1, "how many; each has one request under way")
	flags.Float64Var(&o.seconds, "seconds", 10, "length of the measuring window")
	flags.Float64Var(&o.margin, "margin", 2, "seconds before and after the window that are not measured")
	if err := flags.Parse(args); err != nil {
		return err
	}
	var err error
	if o.target, err = url.Parse(*target); err != nil {
		return err
	}
	return askAll(o, out)
}

// askAll says that the connections are there, keeps one request under way on each, and reports. The first answer that
// is not as expected ends it: a server that refuses quickly is not fast.
func askAll(o askOptions, out io.Writer) error {
	askers := make([]*asker, o.connections)
	for i := range askers {
		conn, err := net.Dial("tcp", o.target.Host)
		if err != nil {
			return err
		}
		defer conn.Close()
		askers[i] = &asker{conn: conn, reader: bufio.NewReaderSize(conn, 8192), options: o}
	}
	lines := json.NewEncoder(out)
	if err := lines.Encode(map[string]int{"open": len(askers)}); err != nil {
		return err
	}
	window := &window{}
	stop, failures := make(chan struct{}), make(chan error, len(askers))
	tallies := make([]*tally, len(askers))
	var group sync.WaitGroup
	for i, each := range askers {
		tallies[i] = &tally{window: window}
		group.Go(func() {
			if err := each.askUntil(stop, tallies[i]); err != nil {
				failures <- err
			}
		})
	}
	if err := o.passWindow(window, failures); err != nil {
		return err
	}
	close(stop)
	group.Wait()
	return lines.Encode(reportOf(tallies))
}

// passWindow lets the time of the measurement pass, or returns the first failure.
func (o askOptions) passWindow(w *window, failures <-chan error) error {
	for _, phase := range []struct {
		seconds  float64
		measured bool
	}{{o.margin, false}, {o.seconds, true}, {o.margin, false}} {
		w.open.Store(phase.measured)
		select {
		case err := <-failures:
			return err
		case <-time.After(seconds(phase.seconds)):
		}
	}
	return nil
}

// asker is one connection that is kept alive.
type asker struct {
	conn    net.Conn
	reader  *bufio.Reader
	options askOptions
	answer  bytes.Buffer
}

func (a *asker) askUntil(stop <-chan struct{}, t *tally) error {
	o := a.options
	request := fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
		o.target.RequestURI(), o.target.Host, len(o.body), o.body)
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		sent := time.Now().UnixMicro()
		if err := a.once(request); err != nil {
			return err
		}
		t.record(sent, time.Now().UnixMicro())
	}
}

func (a *asker) once(request []byte) error {
	if _, err := a.conn.Write(request); err != nil {
		return err
	}
	answer, err := http.ReadResponse(a.reader, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	a.answer.Reset()
	if _, err := a.answer.ReadFrom(answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("an answer is %s", answer.Status)
	}
	if !bytes.Contains(a.answer.Bytes(), []byte(a.options.expect)) {
		return fmt.Errorf("an answer has no %s in its %d bytes", a.options.expect, a.answer.Len())
	}
	return nil
}
