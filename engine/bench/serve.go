package main

import (
	"encoding/json"
	"flag"
	"io"
)

// serverOptions is what `serve` is told.
type serverOptions struct {
	eventsPerSecond float64
	payloadBytes    int
	tls             bool
	http2           bool
}

// addresses is the first line on stdout.
type addresses struct {
	// URL of the streams.
	URL string `json:"url"`
	// Control answers GET /ping and GET /state.
	Control string `json:"control"`
}

func serve(args []string, out io.Writer) error {
	var o serverOptions
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.Float64Var(&o.eventsPerSecond, "events-per-second", 0, "of each stream; 0: none")
	flags.IntVar(&o.payloadBytes, "payload", 200, "bytes of an event's data")
	flags.BoolVar(&o.tls, "tls", false, "HTTP/1.1 over TLS, with a certificate of its own")
	flags.BoolVar(&o.http2, "http2", false, "HTTP/2 over TLS, and nothing else")
	if err := flags.Parse(args); err != nil {
		return err
	}
	s, err := startServer(o)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(s.addresses); err != nil {
		return err
	}
	s.pace()
	return nil
}
