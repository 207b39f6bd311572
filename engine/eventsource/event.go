package eventsource

import (
	"net/http"
	"slices"

	"github.com/grafana/sobek"

	"scrt-bench/engine/mask"
)

const (
	maxMessage = 512
	maxBody    = 1024
)

// event is what a handler gets: read-only, and built no further than the script looks at it.
type event struct {
	stream  *stream
	name    string
	kind    entryKind
	fatal   bool
	message message
	failure *Failure
}

var _ sobek.DynamicObject = &event{}

func newEvent(name string, e *entry) *event {
	return &event{stream: e.stream, name: name, kind: e.kind, fatal: e.fatal, message: e.message, failure: e.failure}
}

// properties of each kind, in the order of index.d.ts.
var properties = map[entryKind][]string{ //nolint:gochecknoglobals // a constant
	entryOpen:    {"type", "target", "receivedAt", "status"},
	entryMessage: {"type", "target", "data", "lastEventId", "receivedAt"},
	entryError:   {"type", "target", "code", "status", "message", "body", "fatal", "receivedAt"},
}

// Keys implements sobek.DynamicObject.
func (e *event) Keys() []string { return properties[e.kind] }

// Has implements sobek.DynamicObject.
func (e *event) Has(key string) bool { return slices.Contains(properties[e.kind], key) }

// Set implements sobek.DynamicObject: nothing can be set.
func (*event) Set(string, sobek.Value) bool { return false }

// Delete implements sobek.DynamicObject: nothing can be deleted.
func (*event) Delete(string) bool { return false }

// Get implements sobek.DynamicObject.
func (e *event) Get(key string) sobek.Value {
	rt := e.stream.box.runtime
	switch key {
	case "type":
		return rt.ToValue(e.name)
	case "receivedAt":
		return rt.ToValue(e.message.receivedAt)
	case "target":
		return e.stream.this
	}
	switch {
	case e.kind == entryMessage && key == "data":
		return rt.ToValue(e.message.data)
	case e.kind == entryMessage && key == "lastEventId":
		return rt.ToValue(e.message.lastEventID)
	case e.kind == entryOpen && key == "status":
		return rt.ToValue(http.StatusOK)
	case e.kind == entryError && e.Has(key):
		return rt.ToValue(e.failed(key))
	}
	return nil
}

// failed gives what only error events have.
func (e *event) failed(key string) any {
	switch key {
	case "code":
		return string(e.failure.Code)
	case "status":
		return e.failure.Status
	case "message":
		return mask.Text(e.failure.Error(), maxMessage)
	case "body":
		return mask.Text(e.failure.Body, maxBody)
	default:
		return e.fatal
	}
}
