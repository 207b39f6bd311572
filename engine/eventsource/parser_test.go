package eventsource

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// parsed is everything that a parser reported.
type parsed struct {
	events  []message
	lastID  string
	retries []time.Duration
	bad     int
}

func (out *parsed) event(m message)            { out.events = append(out.events, m) }
func (out *parsed) position(id string)         { out.lastID = id }
func (out *parsed) retryAfter(d time.Duration) { out.retries = append(out.retries, d) }
func (out *parsed) invalidUTF8()               { out.bad++ }

func newTestParser(out *parsed) *parser { return &parser{sink: out, maxEventBytes: 1 << 16} }

var shared = &workspace{} //nolint:gochecknoglobals // as streams share theirs

// feedAt feeds one read and then scribbles over the workspace, as another stream would.
func (s *parser) feedAt(p []byte, receivedAt float64) error {
	s.borrow(shared, receivedAt)
	err := s.consume(p)
	s.giveBack(shared)
	for _, buffer := range [][]byte{shared.line, shared.data} {
		for i := range buffer[:cap(buffer)] {
			buffer[:cap(buffer)][i] = 'X'
		}
	}
	return err
}

func parse(t *testing.T, parts ...string) parsed {
	t.Helper()
	var out parsed
	p := newTestParser(&out)
	for _, part := range parts {
		require.NoError(t, p.feedAt([]byte(part), 0))
	}
	return out
}

func data(out parsed) []string {
	all := []string{}
	for _, e := range out.events {
		all = append(all, e.data)
	}
	return all
}

func TestParserStripsOneByteOrderMark(t *testing.T) {
	assert.Equal(t, []string{"a"}, data(parse(t, "\xEF\xBB\xBFdata:a\n\n")))
	assert.Empty(t, data(parse(t, "\xEF\xBB\xBF\xEF\xBB\xBFdata:a\n\n")))
}

func TestParserStripsAByteOrderMarkSplitAcrossReads(t *testing.T) {
	assert.Equal(t, []string{"a"}, data(parse(t, "\xEF", "\xBB", "\xBFdata:a\n\n")))
}

func TestParserEndsLinesAtLF(t *testing.T) {
	assert.Equal(t, []string{"a"}, data(parse(t, "data:a\n\n")))
}

func TestParserEndsLinesAtCR(t *testing.T) {
	assert.Equal(t, []string{"a", "b"}, data(parse(t, "data:a\r\rdata:b\r\r")))
}

func TestParserEndsLinesAtCRLF(t *testing.T) {
	out := parse(t, "id:1\r\nevent:e\r\ndata:a\r\n\r\n")
	assert.Equal(t, []message{{name: "e", data: "a", lastEventID: "1"}}, out.events)
}

func TestParserTakesACRLFSplitAcrossReadsAsOneEnd(t *testing.T) {
	assert.Equal(t, []string{"a\nb"}, data(parse(t, "data:a\r", "\ndata:b\r", "\n\r", "\n")))
}

func TestParserJoinsDataLinesByLF(t *testing.T) {
	assert.Equal(t, []string{"a\n\nb"}, data(parse(t, "data:a\ndata\ndata:b\n\n")))
}

func TestParserIgnoresComments(t *testing.T) {
	assert.Equal(t, []string{"a"}, data(parse(t, ":heartbeat\n\n:\ndata:a\n:x\n\n")))
}

func TestParserTakesALineWithoutColonAsAFieldWithoutValue(t *testing.T) {
	assert.Equal(t, []string{""}, data(parse(t, "data\n\n")))
}

func TestParserStripsOneSpaceAfterTheColon(t *testing.T) {
	assert.Equal(t, []string{" a"}, data(parse(t, "data:  a\n\n")))
}

func TestParserIgnoresUnknownFields(t *testing.T) {
	assert.Equal(t, []string{"a"}, data(parse(t, "Data:x\n data:y\nfoo:z\ndata:a\n\n")))
}

func TestParserIgnoresAnIDWithNUL(t *testing.T) {
	assert.Equal(t, "1", parse(t, "id:1\nid:2\x003\ndata:a\n\n").events[0].lastEventID)
}

func TestParserKeepsTheLastIDForLaterEvents(t *testing.T) {
	assert.Equal(t, "1", parse(t, "id:1\ndata:a\n\ndata:b\n\n").events[1].lastEventID)
}

func TestParserTakesTheIDOfAnEventWithoutData(t *testing.T) {
	assert.Equal(t, "1", parse(t, "id:1\n\n").lastID)
	assert.Empty(t, parse(t, "id:1\n").lastID, "an event that is cut off has no effect")
}

func TestParserResetsTheIDByAnEmptyOne(t *testing.T) {
	assert.Empty(t, parse(t, "id:1\ndata:a\n\nid\ndata:b\n\n").events[1].lastEventID)
}

func TestParserTakesARetryOfDigitsOnly(t *testing.T) {
	out := parse(t, "retry:1500\nretry:+1\nretry:1.5\nretry: 7 \nretry:\nretry:99999999999999999999\n")
	assert.Equal(t, []time.Duration{1500 * time.Millisecond, maxRetryMs * time.Millisecond}, out.retries)
}

func TestParserDoesNotDispatchWithoutData(t *testing.T) {
	out := parse(t, "event:e\nid:1\n\ndata:a\n\n")
	assert.Equal(t, []message{{name: "message", data: "a", lastEventID: "1"}}, out.events)
}

func TestParserDoesNotDispatchAnEventThatIsCutOff(t *testing.T) {
	assert.Empty(t, parse(t, "data:a\n").events)
}

func TestParserTakesLinesFarLongerThanARead(t *testing.T) {
	long := strings.Repeat("x", 60_000)
	assert.Equal(t, []string{long}, data(parse(t, "data:"+long[:1], long[1:30_000], long[30_000:]+"\n\n")))
}

func TestParserFailsOnAnEndlessLine(t *testing.T) {
	p := newTestParser(&parsed{})
	err := p.feedAt([]byte(strings.Repeat("x", 1<<16+1)), 0)
	assert.Equal(t, CodeTooLarge, asFailure(err, CodeReset).Code)
}

func TestParserFailsOnAnEndlessEvent(t *testing.T) {
	p := newTestParser(&parsed{})
	var err error
	for i := 0; i < 1000 && err == nil; i++ {
		err = p.feedAt([]byte("data:"+strings.Repeat("x", 100)+"\n"), 0)
	}
	assert.Equal(t, CodeTooLarge, asFailure(err, CodeReset).Code)
}

func TestParserDecodesUTF8SplitAcrossReads(t *testing.T) {
	out := parse(t, "data:\xE2\x82", "\xAC\n\n")
	assert.Equal(t, []string{"€"}, data(out))
	assert.Zero(t, out.bad)
}

func TestParserReplacesInvalidUTF8AndReportsIt(t *testing.T) {
	out := parse(t, "data:a\xE2\x82b\xFF\xFFc\n\n")
	assert.Equal(t, []string{"a\uFFFDb\uFFFD\uFFFDc"}, data(out))
	assert.Equal(t, 1, out.bad)
}

// The expected texts are those of Chromium's and Firefox's TextDecoder.
func TestReplaceInvalidPutsOneMarkForEachMaximalPart(t *testing.T) {
	for in, want := range map[string]string{
		"\xC0\x80":         "\uFFFD\uFFFD",
		"\xED\xA0\x80":     "\uFFFD\uFFFD\uFFFD",
		"\xF0\x9F\x98":     "\uFFFD",
		"\xF0\x9F\x98x":    "\uFFFDx",
		"\xF4\x90\x80\x80": "\uFFFD\uFFFD\uFFFD\uFFFD",
		"\xE0\x80\x80":     "\uFFFD\uFFFD\uFFFD",
		"€\x80":            "€\uFFFD",
	} {
		assert.Equal(t, want, replaceInvalid([]byte(in)), "%q", in)
	}
}

func FuzzParserReadsAnySplitAsTheWhole(f *testing.F) {
	f.Add([]byte("\xEF\xBB\xBFid:1\r\nevent:e\r\ndata:a\r\rdata: b\n\nretry:10\n:c\ndata\r\n\r\n"), uint16(3), uint16(9))
	f.Add([]byte("data:\xE2\x82\xAC\xFF\n\nid\x00:\ndata:x\n\n"), uint16(1), uint16(7))
	f.Fuzz(func(t *testing.T, stream []byte, first, second uint16) {
		whole := parse(t, string(stream))
		a := int(first) % (len(stream) + 1)
		b := a + int(second)%(len(stream)-a+1)
		assert.Equal(t, whole, parse(t, string(stream[:a]), string(stream[a:b]), string(stream[b:])))
		single := make([]string, 0, len(stream))
		for i := range stream {
			single = append(single, string(stream[i:i+1]))
		}
		assert.Equal(t, whole, parse(t, single...))
	})
}
