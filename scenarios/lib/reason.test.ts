import { describe, expect, it } from 'vitest';
import { reasonOfRequest, reasonOfStream } from './reason.ts';

describe('reasonOfRequest', () => {
  it.each([
    [1050, 'request timeout', 'timeout'],
    [1211, 'dial: i/o timeout', 'timeout'],
    [1212, 'dial: connection refused', 'refused'],
    [1220, 'read: connection reset by peer', 'reset'],
    [1000, 'Post "http://127.0.0.1:1/": EOF', 'reset'],
    [1101, 'lookup: no such host', 'connect'],
    [1310, 'x509: certificate signed by unknown authority', 'connect'],
    [1000, 'something new', 'error'],
  ] as const)('reads %i "%s" as %s', (code, message, reason) => {
    expect(reasonOfRequest({ code, message })).toBe(reason);
  });
});

describe('reasonOfStream', () => {
  it.each([
    ['timeout-first-byte', 'timeout'],
    ['timeout-connect', 'timeout'],
    ['refused', 'refused'],
    ['dns', 'connect'],
    ['tls', 'connect'],
    ['reset', 'reset'],
    ['status', 'status'],
    ['content-type', 'contract'],
    ['protocol', 'error'],
    ['local-limit', 'error'],
  ] as const)('reads %s as %s', (code, reason) => {
    expect(reasonOfStream(code)).toBe(reason);
  });
});
