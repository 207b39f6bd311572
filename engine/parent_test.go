package main

import (
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestWatchParentStopsOnRequestAndEndsWithThePipe(t *testing.T) {
	reader, writer := io.Pipe()
	said := make(chan string, 4)
	go watchParent(reader, func() { said <- "stop" }, func() { said <- "end" })
	_, _ = writer.Write([]byte("hello\nstop\n"))
	assert.Equal(t, "stop", <-said)
	_ = writer.Close()
	assert.Equal(t, "end", <-said)
}
