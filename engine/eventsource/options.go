package eventsource

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/grafana/sobek"
	"golang.org/x/net/http/httpguts"
)

// options is the validated form of EventSourceOptions in index.d.ts, which documents the defaults.
type options struct {
	url              *url.URL
	headers          map[string]string
	tags             sobek.Value
	lastEventID      string
	reconnect        bool
	initialDelay     time.Duration
	maxDelay         time.Duration
	maxAttempts      int
	maxEventBytes    int
	firstByteTimeout time.Duration
	idleTimeout      time.Duration
}

func parseOptions(rt *sobek.Runtime, rawURL, raw sobek.Value) (*options, error) {
	o := &options{
		reconnect: true, initialDelay: 3 * time.Second, maxDelay: 30 * time.Second,
		maxEventBytes: 1 << 20, firstByteTimeout: time.Minute,
	}
	if err := o.setURL(rawURL); err != nil {
		return nil, err
	}
	return o, readObject(rt, "EventSource", raw, map[string]setter{
		"headers":            o.setHeaders(rt),
		"tags":               func(v sobek.Value) error { o.tags = v; return checkTags(rt, v) },
		"lastEventId":        o.setLastEventID,
		"reconnect":          o.setReconnect(rt),
		"maxEventBytes":      integer(&o.maxEventBytes, 1),
		"firstByteTimeoutMs": milliseconds(&o.firstByteTimeout),
		"idleTimeoutMs":      milliseconds(&o.idleTimeout),
	})
}

func (o *options) setURL(v sobek.Value) error {
	text, ok := exported[string](v)
	if !ok {
		return fmt.Errorf("EventSource: the url must be a string")
	}
	parsed, err := url.Parse(text)
	if err != nil {
		return fmt.Errorf("EventSource: %q is no URL", text)
	}
	if (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Host == "" {
		return fmt.Errorf("EventSource: %q is no http or https URL", parsed.Redacted())
	}
	if parsed.User != nil {
		return fmt.Errorf("EventSource: %q has credentials; send an Authorization header", parsed.Redacted())
	}
	parsed.Fragment, parsed.RawFragment = "", ""
	o.url = parsed
	return nil
}

func (o *options) setHeaders(rt *sobek.Runtime) setter {
	return func(v sobek.Value) error {
		if _, ok := v.Export().(map[string]any); !ok {
			return fmt.Errorf("must be an object of strings")
		}
		object := v.ToObject(rt)
		o.headers = make(map[string]string, len(object.Keys()))
		for _, name := range object.Keys() {
			value, ok := exported[string](object.Get(name))
			switch {
			case !ok:
				return fmt.Errorf("%q must be a string", name)
			case !httpguts.ValidHeaderFieldName(name):
				return fmt.Errorf("%q is no header name", name)
			case !httpguts.ValidHeaderFieldValue(value):
				return fmt.Errorf("the value of %q has a line break or another control character", name)
			}
			o.headers[name] = value
		}
		return nil
	}
}

func (o *options) setLastEventID(v sobek.Value) error {
	id, ok := exported[string](v)
	if !ok || strings.ContainsAny(id, "\x00\r\n") {
		return fmt.Errorf("must be a string without NUL and line breaks")
	}
	o.lastEventID = id
	return nil
}

func (o *options) setReconnect(rt *sobek.Runtime) setter {
	return func(v sobek.Value) error {
		if on, ok := exported[bool](v); ok {
			if on {
				return fmt.Errorf("must be false or an object")
			}
			o.reconnect = false
			return nil
		}
		return readObject(rt, "reconnect", v, map[string]setter{
			"initialMs":   milliseconds(&o.initialDelay),
			"maxMs":       milliseconds(&o.maxDelay),
			"maxAttempts": integer(&o.maxAttempts, 0),
		})
	}
}

func checkTags(rt *sobek.Runtime, v sobek.Value) error {
	if _, ok := v.Export().(map[string]any); !ok {
		return fmt.Errorf("must be an object")
	}
	object := v.ToObject(rt)
	for _, name := range object.Keys() {
		switch object.Get(name).Export().(type) {
		case string, bool, int64, float64:
		default:
			return fmt.Errorf("%q must be a string, number or boolean", name)
		}
	}
	return nil
}
