// Command bench is what `npm run bench` measures the engine against: a server of event streams, and two plain clients
// in Go that do no more than they must. It imports nothing of k6, so that it builds in seconds.
package main

import (
	"fmt"
	"io"
	"os"
)

const usage = `usage: bench serve   --events-per-second R --payload BYTES [--tls] [--http2]
       bench bare    --url URL --streams N --seconds S [--margin S]
       bench nethttp --url URL --streams N --seconds S [--margin S]
Ends when stdin ends.`

func main() {
	go endWithParent()
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("no command\n%s", usage)
	}
	switch args[0] {
	case "serve":
		return serve(args[1:], out)
	case "bare":
		return follow(args[1:], out, openBare)
	case "nethttp":
		return follow(args[1:], out, newNetHTTPOpener())
	default:
		return fmt.Errorf("no command %q\n%s", args[0], usage)
	}
}

// endWithParent ends this process when the pipe that the parent holds open ends, however the parent went.
func endWithParent() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}
