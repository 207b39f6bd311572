package hdrlog

import (
	"fmt"
	"slices"
	"strings"
)

// tagNames is the closed list, sorted. An id, an address or a URL is never a tag.
var tagNames = []string{"event", "operation", "outcome", "reason", "rule", "scenario", "status", "tab"} //nolint:gochecknoglobals // a constant

// tag is one name with its value.
type tag struct{ name, value string }

// seriesKey renders `metric{key=value;key=value}` with sorted keys; empty values are left out. It sorts tags in place.
func seriesKey(metric string, tags ...tag) string {
	slices.SortFunc(tags, func(a, b tag) int { return strings.Compare(a.name, b.name) })
	var out strings.Builder
	out.WriteString(metric)
	opened := false
	for _, t := range tags {
		if t.value == "" {
			continue
		}
		if opened {
			out.WriteByte(';')
		} else {
			out.WriteByte('{')
			opened = true
		}
		out.WriteString(t.name)
		out.WriteByte('=')
		out.WriteString(sanitise(t.value))
	}
	if opened {
		out.WriteByte('}')
	}
	return out.String()
}

// maxTagValue bounds a tag's value in bytes.
const maxTagValue = 128

// sanitise replaces what the log format, or the key's own syntax, does not allow.
func sanitise(value string) string {
	if len(value) > maxTagValue {
		value = strings.ToValidUTF8(value[:maxTagValue], "_")
	}
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7F || strings.ContainsRune(",;{}=", r) {
			return '_'
		}
		return r
	}, value)
}

func checkTagName(name string) error {
	if slices.Contains(tagNames, name) {
		return nil
	}
	return fmt.Errorf("unknown tag %q; allowed are %s", name, strings.Join(tagNames, ", "))
}
