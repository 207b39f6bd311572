package eventsource

import (
	"strings"
	"unicode/utf8"
)

// replaceInvalid puts one U+FFFD for each maximal part of an ill-formed sequence
// (https://encoding.spec.whatwg.org/#utf-8-decoder); Go's own conversion puts one for each byte.
func replaceInvalid(b []byte) string {
	var out strings.Builder
	out.Grow(len(b))
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size <= 1 {
			size = illFormedLength(b)
		}
		out.WriteRune(r)
		b = b[size:]
	}
	return out.String()
}

// illFormedLength counts the bytes at the start of b that begin a sequence but do not finish one.
func illFormedLength(b []byte) int {
	want, low, high := 0, byte(0x80), byte(0xBF)
	switch lead := b[0]; {
	case lead >= 0xC2 && lead <= 0xDF:
		want = 1
	case lead >= 0xE0 && lead <= 0xEF:
		want = 2
		if lead == 0xE0 {
			low = 0xA0
		} else if lead == 0xED {
			high = 0x9F
		}
	case lead >= 0xF0 && lead <= 0xF4:
		want = 3
		if lead == 0xF0 {
			low = 0x90
		} else if lead == 0xF4 {
			high = 0x8F
		}
	}
	length := 1
	for length <= want && length < len(b) && b[length] >= low && b[length] <= high {
		length++
		low, high = 0x80, 0xBF
	}
	return length
}
