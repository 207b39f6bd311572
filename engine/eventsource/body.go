package eventsource

import (
	"bytes"
	"io"
	"math"
	"net/http"
	"net/textproto"
)

// consumer takes the content of a body, in any pieces.
type consumer interface{ consume(p []byte) error }

// body strips the transfer coding from what is read. It is fed, so that a stream needs one buffer and one read.
type body interface {
	// feed passes the content in p on. It returns io.EOF when the content is complete.
	feed(p []byte, to consumer) error
	// end tells whether the connection may end here.
	end() error
}

// newBody picks the decoder that the answer's headers ask for.
func newBody(response *http.Response) body {
	if response.ProtoMajor >= 2 {
		return plainBody{} // the transport has stripped and checked it
	}
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

func (plainBody) feed(p []byte, to consumer) error { return to.consume(p) }
func (plainBody) end() error                       { return io.EOF }

// sizedBody has a Content-Length.
type sizedBody struct{ left int64 }

func (b *sizedBody) feed(p []byte, to consumer) error {
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	b.left -= int64(len(p))
	if err := to.consume(p); err != nil {
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

func (b *chunkedBody) feed(p []byte, to consumer) error {
	for len(p) > 0 {
		if b.state == chunkData {
			n := min(int64(len(p)), b.left)
			if err := to.consume(p[:n]); err != nil {
				return err
			}
			p = p[n:]
			if b.left -= n; b.left == 0 {
				b.state = chunkDataEnd
			}
			continue
		}
		end := bytes.IndexByte(p, '\n')
		line := p[:max(end, 0)]
		if end < 0 {
			line = p
		}
		if len(b.line)+len(line) > maxChunkLine {
			return newFailure(CodeProtocol, "a chunk's size line has more than %d bytes", maxChunkLine)
		}
		if end < 0 {
			b.line = append(b.line, line...)
			return nil
		}
		p = p[end+1:]
		if len(b.line) > 0 {
			line = append(b.line, line...)
			b.line = nil
		}
		if err := b.endLine(textproto.TrimBytes(line)); err != nil {
			return err
		}
	}
	return nil
}

func (b *chunkedBody) endLine(line []byte) error {
	switch {
	case b.state == chunkTrailer && len(line) == 0:
		return io.EOF
	case b.state == chunkTrailer:
		return nil
	case b.state == chunkDataEnd && len(line) == 0:
		b.state = chunkSize
		return nil
	case b.state == chunkDataEnd:
		return newFailure(CodeProtocol, "a chunk is longer than its size says")
	}
	size, ok := chunkLength(line)
	if !ok {
		return newFailure(CodeProtocol, "%.20q is no chunk size", line)
	}
	b.left, b.state = size, chunkData
	if size == 0 {
		b.state = chunkTrailer
	}
	return nil
}

// chunkLength reads the hexadecimal digits before any extension.
func chunkLength(line []byte) (size int64, ok bool) {
	digits, _, _ := bytes.Cut(line, []byte{';'})
	digits = textproto.TrimBytes(digits)
	for _, c := range digits {
		var digit byte
		switch {
		case c >= '0' && c <= '9':
			digit = c - '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			digit = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		if size > math.MaxInt64>>4 {
			return 0, false
		}
		size = size<<4 | int64(digit)
	}
	return size, len(digits) > 0
}

func (b *chunkedBody) end() error {
	return newFailure(CodeReset, "the connection closed in the middle of a chunked body")
}
