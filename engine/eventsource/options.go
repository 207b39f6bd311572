package eventsource

import (
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/grafana/sobek"
	"golang.org/x/net/http/httpguts"
)

// options is the validated form of EventSourceOptions in index.d.ts, which documents the defaults. A stream keeps it,
// so it shares its strings with the script.
type options struct {
	url              string
	headers          []field
	lastEventID      string
	reconnect        bool
	http2            bool
	initialDelay     time.Duration
	maxDelay         time.Duration
	maxAttempts      int
	maxEventBytes    int
	firstByteTimeout time.Duration
	idleTimeout      time.Duration
}

// field is one header of the request.
type field struct{ name, value string }

// parse reads both arguments of the constructor.
func (o *options) parse(rt *sobek.Runtime, rawURL, raw sobek.Value) *Failure {
	*o = options{
		reconnect: true, initialDelay: 3 * time.Second, maxDelay: 30 * time.Second,
		maxEventBytes: 1 << 20, firstByteTimeout: time.Minute,
	}
	parsed, err := o.setURL(rawURL)
	if err != nil {
		return newFailure(CodeBadURL, "EventSource: %w", err)
	}
	if err := readObject(rt, "EventSource", raw, o.setters(rt)); err != nil {
		return newFailure(CodeBadOption, "%w", err)
	}
	if o.http2 && parsed.Scheme != "https" {
		return newFailure(CodeBadOption, "EventSource: protocol 'http2' needs an https URL, not %q", parsed.Redacted())
	}
	return nil
}

func (o *options) setters(rt *sobek.Runtime) map[string]setter {
	return map[string]setter{
		"headers":            o.setHeaders(rt),
		"tags":               func(v sobek.Value) error { return checkTags(rt, v) }, // read by streamTags
		"lastEventId":        o.setLastEventID,
		"reconnect":          o.setReconnect(rt),
		"protocol":           o.setProtocol,
		"maxEventBytes":      integer(&o.maxEventBytes, 1),
		"firstByteTimeoutMs": milliseconds(&o.firstByteTimeout),
		"idleTimeoutMs":      milliseconds(&o.idleTimeout),
	}
}

func (o *options) setURL(v sobek.Value) (*url.URL, error) {
	text, ok := exported[string](v)
	if !ok {
		return nil, fmt.Errorf("the url must be a string")
	}
	parsed, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("%q is no URL", text)
	}
	if (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Hostname() == "" {
		return nil, fmt.Errorf("%q is no http or https URL", parsed.Redacted())
	}
	if parsed.User != nil {
		return nil, fmt.Errorf("%q has credentials; send an Authorization header", parsed.Redacted())
	}
	o.url = text
	if parsed.Fragment != "" {
		parsed.Fragment, parsed.RawFragment = "", ""
		o.url = parsed.String()
	}
	return parsed, nil
}

func (o *options) setProtocol(v sobek.Value) error {
	name, _ := exported[string](v)
	if name != "http1.1" && name != "http2" {
		return fmt.Errorf("must be 'http1.1' or 'http2'")
	}
	o.http2 = name == "http2"
	return nil
}

func (o *options) setHeaders(rt *sobek.Runtime) setter {
	return func(v sobek.Value) error {
		if !isPlainObject(v) {
			return fmt.Errorf("must be an object of strings")
		}
		object := v.ToObject(rt)
		names := object.Keys()
		o.headers = make([]field, 0, len(names))
		for _, name := range names {
			value, ok := exported[string](object.Get(name))
			switch {
			case !ok:
				return fmt.Errorf("%q must be a string", name)
			case !httpguts.ValidHeaderFieldName(name):
				return fmt.Errorf("%q is no header name", name)
			case isOfConnection(name):
				return fmt.Errorf("%q belongs to the connection, which is not the script's", name)
			case !httpguts.ValidHeaderFieldValue(value):
				return fmt.Errorf("the value of %q has a line break or another control character", name)
			}
			o.headers = append(o.headers, field{name, value})
		}
		return nil
	}
}

func isOfConnection(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Connection", "Content-Length", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade":
		return true
	default:
		return false
	}
}

func (o *options) setLastEventID(v sobek.Value) error {
	id, ok := exported[string](v)
	if !ok || !httpguts.ValidHeaderFieldValue(id) {
		return fmt.Errorf("must be a string without line breaks and other control characters")
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
	if !isPlainObject(v) {
		return fmt.Errorf("must be an object")
	}
	object := v.ToObject(rt)
	for _, name := range object.Keys() {
		switch value, _ := exported[any](object.Get(name)); value.(type) {
		case string, bool, int64, float64:
		default:
			return fmt.Errorf("%q must be a string, number or boolean", name)
		}
	}
	return nil
}
