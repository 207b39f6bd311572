package hdrlog

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"time"
)

// usage is what the process used since its start (cpu) and uses now (memory).
type usage struct {
	cpu      time.Duration
	rssBytes int64
}

// residentBytes reads Linux' statm; elsewhere it is what Go took from the system, which is near it.
func residentBytes() int64 {
	if statm, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := bytes.Fields(statm); len(fields) > 1 {
			if pages, err := strconv.ParseInt(string(fields[1]), 10, 64); err == nil {
				return pages * int64(os.Getpagesize())
			}
		}
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return int64(memory.Sys - memory.HeapReleased) //nolint:gosec // far below 2^63
}
