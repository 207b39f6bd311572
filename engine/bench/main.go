// Command bench is what `npm run bench` measures with: a server of event streams, two plain clients in Go that do no
// more than they must, and one that asks for the same thing over and over. It imports nothing of k6, so that it builds
// in seconds.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
)

const usage = `usage: bench serve   --events-per-second R --payload BYTES [--tls] [--http2]
       bench bare    --url URL --streams N --seconds S [--margin S] [--header 'NAME: VALUE']… [--tokens N]
       bench nethttp (the same)
       bench ask     --url URL --body TEXT --expect TEXT --connections N --seconds S [--margin S]
Ends when stdin ends, and with --tokens first reads that many lines of it.`

func main() {
	if err := run(os.Args[1:], bufio.NewReader(os.Stdin), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string, in *bufio.Reader, out io.Writer) error {
	if len(args) == 0 {
		return fmt.Errorf("no command\n%s", usage)
	}
	switch args[0] {
	case "serve":
		go endWithParent(in)
		return serve(args[1:], out)
	case "bare":
		return follow(args[1:], in, out, openBare)
	case "nethttp":
		return follow(args[1:], in, out, newNetHTTPOpener())
	case "ask":
		go endWithParent(in)
		return ask(args[1:], out)
	default:
		return fmt.Errorf("no command %q\n%s", args[0], usage)
	}
}

// endWithParent ends this process when the pipe that the parent holds open ends, however the parent went.
func endWithParent(in io.Reader) {
	_, _ = io.Copy(io.Discard, in)
	os.Exit(0)
}
