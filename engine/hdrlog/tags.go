package hdrlog

import (
	"encoding/json"
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
	var buffer [256]byte // most keys fit, so that one costs one allocation
	key := append(buffer[:0], metric...)
	separator := byte('{')
	for _, t := range tags {
		if t.value == "" {
			continue
		}
		key = append(append(append(key, separator), t.name...), '=')
		key = append(key, sanitise(t.value)...)
		separator = ';'
	}
	if separator == ';' {
		key = append(key, '}')
	}
	return string(key)
}

// maxTagValue bounds a tag's value in bytes.
const maxTagValue = 128

// sanitise replaces what the log format, or the key's own syntax, does not allow. Twice is as good as once.
func sanitise(value string) string {
	if len(value) > maxTagValue {
		value = strings.ToValidUTF8(value[:maxTagValue], "_")
	}
	if isPlain(value) {
		return value
	}
	return strings.Map(func(r rune) rune {
		if isForbidden(r) {
			return '_'
		}
		return r
	}, value)
}

func isForbidden(r rune) bool {
	return r <= ' ' || r == 0x7F || r == ',' || r == ';' || r == '{' || r == '}' || r == '='
}

// isPlain is the short way for what nearly every value is.
func isPlain(value string) bool {
	for i := range len(value) {
		if value[i] > 0x7F || isForbidden(rune(value[i])) {
			return false
		}
	}
	return true
}

// quoted is a key as a string of JSON.
func quoted(key string) string {
	text, _ := json.Marshal(key) // a string always can be
	return string(text)
}

func checkTagName(name string) error {
	if slices.Contains(tagNames, name) {
		return nil
	}
	return fmt.Errorf("unknown tag %q; allowed are %s", name, strings.Join(tagNames, ", "))
}
