package eventsource

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"syscall"

	"go.k6.io/k6/lib/netext"
)

// dialFailure tells why there is no connection to address, and the limits of this machine from those of the network.
func dialFailure(address string, err error) *Failure {
	switch {
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return newFailure(CodeLocalLimit,
			"this machine is out of file descriptors, and every stream needs one: raise `ulimit -n` (%w)", err)
	case errors.Is(err, syscall.ENOSPC):
		return newFailure(CodeLocalLimit, "%s: no room for another connection: raise fs.epoll.max_user_watches (%w)", address, err)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return newFailure(CodeLocalLimit,
			"no local port is left for %s: widen net.ipv4.ip_local_port_range, give k6 more addresses by --local-ips, "+
				"or spread the streams over several target addresses (%w)", address, err)
	default:
		return newFailure(dialCode(err), "%s: %w", address, err)
	}
}

func dialCode(err error) Code {
	var (
		known        *Failure
		name         *net.DNSError
		blockedIP    netext.BlackListedIPError
		blockedHost  netext.BlockedHostError
		verification *tls.CertificateVerificationError
		unknown      x509.UnknownAuthorityError
		record       tls.RecordHeaderError
		alert        tls.AlertError
		network      net.Error
	)
	switch {
	case errors.As(err, &known):
		return known.Code
	case errors.As(err, &blockedIP), errors.As(err, &blockedHost):
		return CodeBlocked
	case errors.As(err, &name):
		return CodeDNS
	case errors.Is(err, syscall.ECONNREFUSED):
		return CodeRefused
	case errors.Is(err, syscall.ECONNRESET):
		return CodeReset
	case errors.As(err, &verification), errors.As(err, &unknown), errors.As(err, &record), errors.As(err, &alert):
		return CodeTLS
	case errors.As(err, &network) && network.Timeout():
		return CodeTimeoutConnect
	default:
		return CodeConnect
	}
}
