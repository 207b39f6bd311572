// The engine: k6 with the extensions k6/x/eventsource and k6/x/hdrlog and the output hdrlog.
package main

import (
	"os"

	"go.k6.io/k6/cmd"

	"scrt-bench/engine/eventsource"
	"scrt-bench/engine/hdrlog"
)

func main() {
	if os.Getenv("SCRT_PARENT_PIPE") == "1" {
		go watchParent(os.Stdin, hdrlog.RequestStop, terminate)
	}
	eventsource.HandlerError = hdrlog.ReportException
	cmd.Execute()
}
