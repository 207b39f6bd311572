package eventsource

import (
	"net/http"
	"net/url"
)

// header builds the request's headers for one hop. The script's own headers win.
func (a *attempt) header(to hop) http.Header {
	s := a.stream
	header := http.Header{}
	header.Set("Accept", "text/event-stream")
	header.Set("Accept-Encoding", "identity")
	header.Set("Cache-Control", "no-store")
	if agent := s.box.network.userAgent; agent != "" {
		header.Set("User-Agent", agent)
	}
	if s.lastEventID != "" {
		header.Set("Last-Event-ID", s.lastEventID)
	}
	for _, own := range s.options.headers {
		if !to.foreign || !isCredential(own.name) {
			header.Set(own.name, own.value)
		}
	}
	if header.Get("Cookie") == "" {
		a.addCookies(header, to.target)
	}
	return header
}

// addCookies takes them from the virtual user's jar, as k6's http module does.
func (a *attempt) addCookies(header http.Header, target *url.URL) {
	jar := a.stream.box.network.jar
	if jar == nil {
		return
	}
	request := http.Request{Header: header}
	for _, cookie := range jar.Cookies(target) {
		request.AddCookie(cookie)
	}
}

// splitHost takes the Host header out, which is no header to http.Request.
func splitHost(header http.Header, target *url.URL) string {
	host := header.Get("Host")
	header.Del("Host")
	if host == "" {
		return target.Host
	}
	return host
}
