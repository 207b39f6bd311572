import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sendFile, sendMessage } from './generated/operations.ts';
import { bodyOf, curlOf, headersOf, urlOf, type Call } from './requests.ts';
import { NOWHERE } from './target.fixture.ts';

const TARGET = { ...NOWHERE, baseUrl: 'http://127.0.0.1:9/' };
const FORM: Call = {
  operation: sendFile,
  conversationId: 'a',
  form: { entry: { content: String.raw`{"text":"it's \n"}`, contentType: 'application/json' } },
};

describe('bodyOf', () => {
  it('takes a text before a form, and a form before JSON', () => {
    expect(bodyOf({ ...FORM, body: {}, text: '' })).toBe('');
    expect(bodyOf({ ...FORM, body: {} })).toContain('name="entry"');
    expect(bodyOf({ operation: sendMessage, body: { a: 1 } })).toBe('{"a":1}');
    expect(bodyOf({ operation: sendMessage })).toBeUndefined();
  });
});

describe('headersOf', () => {
  it('keeps the type of the body that a text stands for, unless another is said', () => {
    expect(headersOf(TARGET, { operation: sendMessage, body: {}, text: '{' })).toEqual({
      'content-type': 'application/json',
    });
    const plain = { 'content-type': 'text/plain' };
    expect(headersOf(TARGET, { operation: sendMessage, body: {}, headers: plain })).toEqual(plain);
  });
});

describe('urlOf', () => {
  it('lets no conversation id out of its place', () => {
    const url = urlOf(TARGET, { operation: sendMessage, conversationId: "../$&?x=1#'" });
    expect(url).toBe("http://127.0.0.1:9/iamessage/api/v2/conversation/..%2F%24%26%3Fx%3D1%23'/message");
  });
});

describe('curlOf', () => {
  it.skipIf(process.platform === 'win32')('gives a shell a form of several lines as it is sent', () => {
    const [, quoted = ''] = /-d (\$'.*') 'http/s.exec(curlOf(TARGET, FORM)) ?? [];
    expect(quoted).not.toMatch(/[\r\n]/);
    expect(execFileSync('bash', ['-c', `printf %s ${quoted}`], { encoding: 'utf8' })).toBe(bodyOf(FORM));
  });
});
