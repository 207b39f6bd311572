//go:build !linux

package eventsource

import "net"

// newSource reads any connection on a goroutine of its own.
func newSource(conn net.Conn) source { return bufferedSource{conn} }
