//go:build unix

package hdrlog

import (
	"syscall"
	"time"
)

// readUsage reads what this process used so far.
func readUsage() usage {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return usage{rssBytes: residentBytes()}
	}
	cpu := time.Duration(r.Utime.Nano() + r.Stime.Nano())
	return usage{cpu: cpu, rssBytes: residentBytes()}
}
