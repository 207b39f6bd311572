package eventsource

import (
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
)

// content collects what a body holds.
type content []byte

func (c *content) consume(p []byte) error { *c = append(*c, p...); return nil }

func feedAll(b body, parts ...string) (string, error) {
	var out content
	for _, part := range parts {
		if err := b.feed([]byte(part), &out); err != nil {
			return string(out), err
		}
	}
	return string(out), nil
}

func TestChunkedBodyDecodesAnySplit(t *testing.T) {
	whole := "5;ext=1\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
	for i := range len(whole) {
		content, err := feedAll(&chunkedBody{}, whole[:i], whole[i:])
		assert.Equal(t, "hello 0123456789", content)
		assert.ErrorIs(t, err, io.EOF)
	}
}

func TestChunkedBodyRefusesWhatIsNoSize(t *testing.T) {
	for _, bad := range []string{"x\r\n", "-1\r\n", "\r\n", "1\r\nab\r\n"} {
		_, err := feedAll(&chunkedBody{}, bad)
		assert.Equal(t, CodeProtocol, asFailure(err, CodeReset).Code, "%q", bad)
	}
}

func TestChunkedBodyBoundsItsSizeLine(t *testing.T) {
	_, err := feedAll(&chunkedBody{}, string(make([]byte, maxChunkLine+1)))
	assert.Equal(t, CodeProtocol, asFailure(err, CodeReset).Code)
}

func TestChunkedBodyIsResetWhenCutOff(t *testing.T) {
	b := &chunkedBody{}
	_, err := feedAll(b, "5\r\nhel")
	assert.NoError(t, err)
	assert.Equal(t, CodeReset, ending(b.end()).Code)
}

func TestSizedBodyEndsAtItsLength(t *testing.T) {
	content, err := feedAll(&sizedBody{left: 5}, "hel", "lo more")
	assert.Equal(t, "hello", content)
	assert.ErrorIs(t, err, io.EOF)
}

func TestSizedBodyIsResetWhenCutOff(t *testing.T) {
	assert.Equal(t, CodeReset, ending((&sizedBody{left: 1}).end()).Code)
}

func TestPlainBodyEndsWithTheConnection(t *testing.T) {
	assert.Equal(t, CodeEnded, ending(plainBody{}.end()).Code)
}
