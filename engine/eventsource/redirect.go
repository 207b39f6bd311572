package eventsource

import (
	"net/http"
	"strings"
)

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	default:
		return false
	}
}

// redirected is where the answer leads.
func (h hop) redirected(response *http.Response) (hop, error) {
	location := response.Header.Get("Location")
	next, err := h.target.Parse(location)
	if location == "" || err != nil || next.Host == "" || (next.Scheme != "http" && next.Scheme != "https") {
		if next != nil {
			location = next.Redacted()
		}
		failure := newFailure(CodeRedirect, "status %d leads to %.200q, which is no http or https URL", response.StatusCode, location)
		failure.Status = response.StatusCode
		return h, failure
	}
	next.User = nil
	foreign := h.foreign || next.Scheme != h.target.Scheme || !strings.EqualFold(next.Host, h.target.Host)
	return hop{target: next, foreign: foreign}, nil
}

// isCredential tells whether a header belongs to the first host only.
func isCredential(name string) bool {
	switch http.CanonicalHeaderKey(name) {
	case "Authorization", "Cookie", "Proxy-Authorization", "Host":
		return true
	default:
		return false
	}
}
