// Package mask keeps tokens out of logs, files and error messages.
package mask

import "regexp"

// JWTs have two or three base64url parts and begin with an encoded "{"; a Bearer value is masked whatever it is.
var (
	jwt    = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*){0,4}`)
	bearer = regexp.MustCompile(`(?i)(bearer\s+)[A-Za-z0-9._~+/=-]+`)
)

// Text returns s with every token replaced, cut after at most limit bytes on a character's border.
func Text(s string, limit int) string {
	s = bearer.ReplaceAllString(s, "${1}[masked]")
	s = jwt.ReplaceAllString(s, "[masked]")
	if len(s) <= limit {
		return s
	}
	for limit > 0 && s[limit]&0xC0 == 0x80 {
		limit--
	}
	return s[:limit] + "…"
}
