package main

import (
	"bufio"
	"io"
	"os"
	"strings"
	"syscall"
	"time"
)

// exitAbandoned is k6's own code of an abort from outside.
const exitAbandoned = 105

// graceAfterParent is the time that k6 gets to end its outputs.
const graceAfterParent = 5 * time.Second

// watchParent reads the pipe that the parent holds open. A line "stop" asks for a graceful end; the end of the pipe
// means that the parent is gone, however it went.
func watchParent(pipe io.Reader, stop, end func()) {
	lines := bufio.NewScanner(pipe)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "stop" {
			stop()
		}
	}
	end()
}

// terminate ends this process as SIGTERM does, and by force if that takes too long.
func terminate() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Signal(syscall.SIGTERM)
	}
	time.Sleep(graceAfterParent)
	os.Exit(exitAbandoned)
}
