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
    ['timeout-first-byte', '', 'timeout'],
    ['connect', 'dial tcp: connect: connection refused', 'refused'],
    ['connect', 'dial tcp: lookup x: no such host', 'connect'],
    ['tls', '', 'connect'],
    ['reset', '', 'reset'],
    ['status', '', 'status'],
    ['content-type', '', 'contract'],
    ['protocol', '', 'error'],
  ] as const)('reads %s "%s" as %s', (code, message, reason) => {
    expect(reasonOfStream({ code, message })).toBe(reason);
  });
});
