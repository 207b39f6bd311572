package eventsource

import (
	"context"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

// accept decides whether the answer is a stream
// (https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model).
func (a *attempt) accept(got *answer) (*connection, error) {
	if failure := rejection(got.response); failure != nil {
		failure.Status = got.response.StatusCode
		failure.Body = got.firstBytes(a.ctx)
		got.close()
		return nil, failure
	}
	s := a.stream
	conn := &connection{
		stream: s, body: newBody(got.response), startedAt: a.startedAt, receivedAt: got.receivedAt,
		parser: parser{sink: s, maxEventBytes: s.options.maxEventBytes, idBuffer: s.lastEventID},
	}
	if got.net == nil {
		conn.source = &bodySource{body: got.response.Body, end: got.end}
		return conn, nil
	}
	waiting, _ := got.buffer.Peek(got.buffer.Buffered())
	conn.rest = slices.Clone(waiting)
	got.releaseBuffer()
	conn.source = newSource(got.net)
	return conn, nil
}

func rejection(response *http.Response) *Failure {
	if response.StatusCode != http.StatusOK {
		return newFailure(CodeStatus, "the server answered %d, expected 200", response.StatusCode)
	}
	contentType := response.Header.Get("Content-Type")
	if media, _, _ := mime.ParseMediaType(contentType); media != "text/event-stream" {
		return newFailure(CodeContentType, "the content type is %.100q, expected text/event-stream", contentType)
	}
	if coding := response.Header.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return newFailure(CodeContentEncoding, "the body is encoded as %.100q, none was asked for", coding)
	}
	return nil
}

// firstBytes reads a little of the body of an answer that is no stream; a server that is slow with it is not awaited.
func (got *answer) firstBytes(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	defer context.AfterFunc(ctx, got.end)()
	content, _ := io.ReadAll(io.LimitReader(got.response.Body, maxBody))
	return strings.ToValidUTF8(string(content), "\uFFFD")
}

func (got *answer) close() {
	got.end()
	got.releaseBuffer()
}

func (got *answer) releaseBuffer() {
	if got.buffer != nil {
		got.buffer.Reset(nil)
		headBuffers.Put(got.buffer)
		got.buffer = nil
	}
}
