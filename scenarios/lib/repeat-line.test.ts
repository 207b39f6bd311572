import { describe, expect, it } from 'vitest';
import { guestTokenCall, type RequestTarget, streamCall } from '../../schemas/requests.ts';
import { repeatLine } from './repeat-line.ts';

const TARGET: RequestTarget = {
  baseUrl: 'https://scrt.example',
  orgId: '00DgL00000ApqdC',
  esDeveloperName: 'CustomAgentUI_ESD',
  capabilitiesVersion: '1',
  platform: 'Web',
  context: { appName: 'scrt-bench', clientVersion: '0.1.0' },
  captchaToken: 'captcha-secret',
  guestTokenAuthorization: 'Bearer authorization-secret',
  headers: { 'x-gateway': 'gateway-secret' },
  timeouts: { operationMs: 1, awaitedEventMs: 1 },
};

describe('repeatLine', () => {
  it('shows no token', () => {
    const line = repeatLine({ target: TARGET, call: streamCall(TARGET, 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln') });
    expect(line).toContain('Bearer $TOKEN');
    expect(line).not.toContain('eyJ');
  });

  it("shows neither the captcha token nor the values of the target's own headers", () => {
    const line = repeatLine({ target: TARGET, call: guestTokenCall(TARGET, 'device') });
    expect(line).not.toContain('secret');
    expect(line).toContain('$CAPTCHA');
    expect(line).toContain('x-gateway');
  });
});
