package eventsource

import (
	"context"
	"crypto/tls"
	"net"
	"net/url"
)

// dial opens a connection by k6's dialer, which knows hosts, blocked addresses, DNS and local addresses.
func (s *stream) dial(ctx context.Context, target *url.URL) (net.Conn, error) {
	port := target.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[target.Scheme]
	}
	conn, err := s.network.dialer.DialContext(ctx, "tcp", net.JoinHostPort(target.Hostname(), port))
	if err != nil {
		return nil, newFailure(CodeConnect, "%s: %w", target.Host, err)
	}
	if target.Scheme != "https" {
		return conn, nil
	}
	secure := tls.Client(conn, s.tlsConfig(target.Hostname()))
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = conn.Close()
		return nil, newFailure(CodeTLS, "%s: %w", target.Host, err)
	}
	return secure, nil
}

func (s *stream) tlsConfig(host string) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.network.tls != nil {
		config = s.network.tls.Clone()
	}
	config.NextProtos = []string{"http/1.1"}
	if config.ServerName == "" {
		config.ServerName = host
	}
	return config
}
