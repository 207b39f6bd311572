//go:build unix

package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const stormStreams = 10_000

// stormServer answers on one goroutine, since the race detector follows 8,128 at most: it sends each stream its first
// event, cuts all of them at once, and tells those that come back where they said they were.
func stormServer(t *testing.T, wrong *atomic.Int64) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		conns := make([]net.Conn, 0, stormStreams)
		for came := 1; ; came++ {
			conn, err := listener.Accept()
			if err != nil {
				break
			}
			request, err := http.ReadRequest(bufio.NewReaderSize(conn, 512))
			if err != nil {
				wrong.Add(1)
				continue
			}
			id := request.Header.Get("Last-Event-ID")
			if (id == "") != (came <= stormStreams) {
				wrong.Add(1)
			}
			_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nretry: 10\nid: %d\ndata: %s\n\n", came, id)
			if conns = append(conns, conn); came == stormStreams {
				closeAll(conns)
				conns = conns[:0]
			}
		}
		closeAll(conns)
	}()
	return "http://" + listener.Addr().String()
}

func closeAll(conns []net.Conn) {
	for _, conn := range conns {
		_ = conn.Close()
	}
}

func TestTenThousandReconnectsAtOnce(t *testing.T) {
	var files syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files))
	if files.Max < stormStreams+1000 {
		t.Skipf("SKIPPED: %d streams need as many file descriptors, the limit is %d", stormStreams, files.Max)
	}
	var wrong atomic.Int64
	r := start(t, strings.NewReplacer("URL", stormServer(t, &wrong), "COUNT", fmt.Sprint(stormStreams/10)).Replace(`
		import { EventSource } from 'k6/x/eventsource';
		import { count } from 'k6/x/hdrlog';
		export const options = { scenarios: { phase: { executor: 'per-vu-iterations', vus: 10, iterations: 1 } } };
		export default function () {
			let back = 0;
			const streams = [];
			const onmessage = ({ target, data, lastEventId }) => {
				if (data === '') {
					target.first = lastEventId;
					return;
				}
				if (data !== target.first) count('scrt_wrong');
				if (++back === COUNT) streams.forEach((stream) => stream.close());
			};
			for (let i = 0; i < COUNT; i++) {
				const stream = new EventSource('URL');
				stream.onmessage = onmessage;
				stream.onerror = ({ fatal }) => { if (fatal) count('scrt_fatal'); };
				streams.push(stream);
			}
		}`))
	require.NoError(t, r.command.Run(), r.text.String())
	sums := map[string]float64{}
	for _, interval := range r.records(t, "interval") {
		for key, n := range interval["counters"].(map[string]any) {
			sums[key] += n.(float64)
		}
	}
	assert.Zero(t, wrong.Load())
	assert.Zero(t, sums["scrt_wrong{scenario=phase}"]+sums["scrt_fatal{scenario=phase}"])
	assert.InDelta(t, stormStreams, sums["eventsource_reconnects{scenario=phase}"], 0)
	assert.InDelta(t, 2*stormStreams, sums["eventsource_events{scenario=phase}"], 0)
	assert.Zero(t, sums["eventsource_overflows{scenario=phase}"])
	assert.NotContains(t, r.text.String(), "panic")
}
