package eventsource

import (
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// accept decides whether the answer is a stream
// (https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model).
func (s *stream) accept(conn *connection, response *http.Response) *Failure {
	failure := rejection(response)
	if failure == nil {
		conn.body = newBody(response)
		return nil
	}
	failure.Status = response.StatusCode
	failure.Body = firstBytes(conn, response)
	return failure
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
func firstBytes(conn *connection, response *http.Response) string {
	_ = conn.net.SetReadDeadline(time.Now().Add(time.Second))
	content, _ := io.ReadAll(io.LimitReader(response.Body, maxBody))
	return strings.ToValidUTF8(string(content), "\uFFFD")
}
