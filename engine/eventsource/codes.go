package eventsource

import (
	"errors"
	"fmt"
)

// Code says why an error event was sent; index.d.ts documents each.
type Code string

// What the constructor refuses, the same as InputErrorCode in index.d.ts.
const (
	CodeBadURL      Code = "bad-url"
	CodeBadOption   Code = "bad-option"
	CodeNoIteration Code = "no-iteration"
)

// What error events carry, the same as ErrorCode in index.d.ts.
const (
	CodeConnect          Code = "connect"
	CodeRefused          Code = "refused"
	CodeDNS              Code = "dns"
	CodeBlocked          Code = "blocked"
	CodeTimeoutConnect   Code = "timeout-connect"
	CodeLocalLimit       Code = "local-limit"
	CodeProxy            Code = "proxy"
	CodeTLS              Code = "tls"
	CodeTimeoutFirstByte Code = "timeout-first-byte"
	CodeTimeoutIdle      Code = "timeout-idle"
	CodeEnded            Code = "ended"
	CodeReset            Code = "reset"
	CodeStatus           Code = "status"
	CodeContentType      Code = "content-type"
	CodeContentEncoding  Code = "content-encoding"
	CodeRedirect         Code = "redirect"
	CodeProtocol         Code = "protocol"
	CodeTooLarge         Code = "too-large"
	CodeBadEncoding      Code = "bad-encoding"
	CodeOverflow         Code = "overflow"
)

// Failure is why a stream, or one attempt to open it, did not go on.
type Failure struct {
	Code   Code
	Status int
	Body   string
	cause  error
}

func newFailure(code Code, format string, args ...any) *Failure {
	return &Failure{Code: code, cause: fmt.Errorf(format, args...)}
}

// Error says what happened.
func (f *Failure) Error() string { return f.cause.Error() }

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.cause }

// permanent tells whether another attempt would meet the same answer.
func (f *Failure) permanent() bool {
	switch f.Code {
	case CodeBlocked, CodeStatus, CodeContentType, CodeContentEncoding, CodeRedirect, CodeProtocol, CodeTooLarge:
		return true
	default:
		return false
	}
}

// asFailure finds the Failure in err, or makes one of the fallback code.
func asFailure(err error, fallback Code) *Failure {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure
	}
	return &Failure{Code: fallback, cause: err}
}
