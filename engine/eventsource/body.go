package eventsource

import (
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// body strips the transfer coding from what is read. It is fed, so that a stream needs one buffer and one read.
type body interface {
	// feed passes the content in p to emit. It returns io.EOF when the content is complete.
	feed(p []byte, emit func([]byte) error) error
	// end tells whether the connection may end here.
	end() error
}

// newBody picks the decoder that the answer's headers ask for.
func newBody(response *http.Response) body {
	if len(response.TransferEncoding) > 0 && response.TransferEncoding[0] == "chunked" {
		return &chunkedBody{}
	}
	if response.ContentLength >= 0 {
		return &sizedBody{left: response.ContentLength}
	}
	return plainBody{}
}

// plainBody lasts until the connection closes.
type plainBody struct{}

func (plainBody) feed(p []byte, emit func([]byte) error) error { return emit(p) }
func (plainBody) end() error                                   { return io.EOF }

// sizedBody has a Content-Length.
type sizedBody struct{ left int64 }

func (b *sizedBody) feed(p []byte, emit func([]byte) error) error {
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	b.left -= int64(len(p))
	if err := emit(p); err != nil {
		return err
	}
	if b.left == 0 {
		return io.EOF
	}
	return nil
}

func (b *sizedBody) end() error {
	if b.left > 0 {
		return newFailure(CodeReset, "the connection closed %d bytes before the Content-Length", b.left)
	}
	return io.EOF
}

type chunkState uint8

const (
	chunkSize chunkState = iota
	chunkData
	chunkDataEnd
	chunkTrailer
)

// maxChunkLine bounds a size line with its extensions, and a trailer line.
const maxChunkLine = 4096

// chunkedBody decodes RFC 9112 §7.1.
type chunkedBody struct {
	state chunkState
	left  int64
	line  []byte
}

func (b *chunkedBody) feed(p []byte, emit func([]byte) error) error {
	for len(p) > 0 {
		if b.state == chunkData {
			n := min(int64(len(p)), b.left)
			if err := emit(p[:n]); err != nil {
				return err
			}
			p = p[n:]
			if b.left -= n; b.left == 0 {
				b.state = chunkDataEnd
			}
			continue
		}
		c := p[0]
		p = p[1:]
		if c != '\n' {
			if b.line = append(b.line, c); len(b.line) > maxChunkLine {
				return newFailure(CodeProtocol, "a chunk's size line has more than %d bytes", maxChunkLine)
			}
			continue
		}
		if err := b.endLine(); err != nil {
			return err
		}
	}
	return nil
}

func (b *chunkedBody) endLine() error {
	line := textproto.TrimString(string(b.line))
	b.line = b.line[:0]
	switch {
	case b.state == chunkTrailer && line == "":
		return io.EOF
	case b.state == chunkTrailer:
		return nil
	case b.state == chunkDataEnd && line == "":
		b.state = chunkSize
		return nil
	case b.state == chunkDataEnd:
		return newFailure(CodeProtocol, "a chunk is longer than its size says")
	}
	size, _, _ := strings.Cut(line, ";")
	n, err := strconv.ParseInt(textproto.TrimString(size), 16, 63)
	if err != nil || n < 0 {
		return newFailure(CodeProtocol, "%.20q is no chunk size", size)
	}
	b.left, b.state = n, chunkData
	if n == 0 {
		b.state = chunkTrailer
	}
	return nil
}

func (b *chunkedBody) end() error {
	return newFailure(CodeReset, "the connection closed in the middle of a chunked body")
}
