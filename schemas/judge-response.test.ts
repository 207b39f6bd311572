import { describe, expect, it } from 'vitest';
import {
  closeConversation,
  createConversation,
  generateAccessTokenForUnauthenticatedUser,
  getTranscript,
  listConversationEntries,
  sendFile,
  sendMessage,
  streamEvents,
} from './generated/operations.ts';
import { judgeResponse, type Answer } from './judge-response.ts';

function answer(change: Partial<Answer> = {}): Answer {
  return {
    operation: generateAccessTokenForUnauthenticatedUser,
    status: 200,
    contentType: 'application/json; charset=utf-8',
    body: JSON.stringify({ accessToken: 'eyJhbGciOi.e30.c2ln', lastEventId: '0' }),
    ...change,
  };
}

describe('judgeResponse', () => {
  it('finds nothing in a sound answer', () => {
    expect(judgeResponse(answer())).toEqual([]);
  });

  it('carries the mark of the member that is missing', () => {
    expect(judgeResponse(answer({ body: '{"accessToken":"a"}' }))).toEqual([
      expect.objectContaining({
        rule: 'response-body',
        mark: 'D',
        place: 'generateAccessTokenForUnauthenticatedUser 200#/lastEventId',
        received: 'nothing',
      }),
    ]);
  });

  it('never shows a token, even a mistyped one', () => {
    const [violation] = judgeResponse(answer({ body: '{"accessToken":["eyJsecret"],"lastEventId":"0"}' }));
    expect(violation).toMatchObject({ mark: 'C', expected: 'string' });
    expect(JSON.stringify(violation)).not.toContain('eyJsecret');
  });

  it('accepts members that it does not know', () => {
    const body = JSON.stringify({ accessToken: 'a', lastEventId: '0', brandNew: { of: 'tomorrow' } });
    expect(judgeResponse(answer({ body }))).toEqual([]);
  });

  it('refuses a body that is no JSON', () => {
    const refused = { operation: sendMessage, status: 400, body: '<html>' };
    expect(judgeResponse(answer(refused))).toEqual([
      expect.objectContaining({ rule: 'response-body', expected: 'JSON', received: '<html… (6 characters)' }),
    ]);
  });

  it('shows nothing of a token answer that broke off in the middle of an opaque token', () => {
    const [violation] = judgeResponse(answer({ body: '{"accessToken":"opaque-sec' }));
    expect(violation).toMatchObject({ rule: 'response-body', received: 'a text of 26 characters' });
  });

  it('asserts nothing on a status that the description does not name', () => {
    expect(judgeResponse(answer({ status: 418 }))).toEqual([
      expect.objectContaining({ rule: 'response-status', mark: 'U', received: '418' }),
    ]);
  });

  it('accepts plain text for a 401 and refuses HTML', () => {
    const refused = { status: 401, body: 'Jwt is expired' };
    expect(judgeResponse(answer({ ...refused, contentType: 'text/plain' }))).toEqual([]);
    expect(judgeResponse(answer({ ...refused, contentType: 'text/html' }))).toEqual([
      expect.objectContaining({ rule: 'response-content-type', mark: 'C' }),
    ]);
  });

  it('tolerates an empty body where clients do', () => {
    for (const operation of [createConversation, sendMessage, closeConversation]) {
      const status = operation === createConversation ? 201 : 202;
      expect(judgeResponse(answer({ operation, status, contentType: '', body: '' }))).toEqual([]);
    }
  });

  it('tells every breach, so that one of a mild mark hides none of a grave one', () => {
    expect(
      judgeResponse(answer({ body: '{}' })).map(({ mark, place }) => [mark, place.split('#')[1]]),
    ).toEqual([
      ['C', '/accessToken'],
      ['D', '/lastEventId'],
    ]);
  });

  it('says nothing of the media type of a status that it does not know', () => {
    const accepted = { operation: sendFile, status: 202, contentType: 'text/html', body: '<p>Thanks</p>' };
    expect(judgeResponse(answer(accepted))).toEqual([]);
    expect(judgeResponse(answer({ ...accepted, status: 201 }))).toEqual([
      expect.objectContaining({ rule: 'response-content-type', mark: 'C' }),
    ]);
  });

  it('takes a transcript for what its media type says', () => {
    const transcript = { operation: getTranscript, status: 200, body: '%PDF-1.7' };
    expect(judgeResponse(answer({ ...transcript, contentType: 'application/pdf' }))).toEqual([]);
    expect(judgeResponse(answer({ ...transcript, contentType: 'text/html' }))).toHaveLength(1);
  });

  it('asserts nothing of the body of a refused stream', () => {
    const refused = {
      operation: streamEvents,
      status: 401,
      contentType: 'text/html',
      body: 'Jwt is expired',
    };
    expect(judgeResponse(answer(refused))).toEqual([]);
  });

  it('judges the entries of a list: payloads are objects, and what is documented of the stream weighs C', () => {
    const payload = { entryType: 'RoutingResult', id: 'e', routingType: 'Initial', failureType: 'None' };
    const entry = {
      identifier: 'e',
      entryType: 'RoutingResult',
      senderDisplayName: '',
      entryPayload: JSON.stringify(payload),
      sender: {},
      transcriptedTimestamp: 1,
    };
    const found = (change: object) =>
      judgeResponse(
        answer({
          operation: listConversationEntries,
          body: JSON.stringify({ conversationEntries: [{ ...entry, ...change }] }),
        }),
      ).map(({ rule, mark, place }) => [rule, mark, place.split('#')[1]]);
    expect(found({})).toEqual([
      ['payload-is-object-in-list', 'C', '/conversationEntries/0/entryPayload'],
      ['sender-is-named', 'C', '/conversationEntries/0/senderDisplayName'],
    ]);
    expect(found({ entryPayload: payload, senderDisplayName: undefined })).toEqual([
      ['response-body', 'C', '/conversationEntries/0/senderDisplayName'],
    ]);
    const acknowledgement = { entryType: 'DeliveryAcknowledgement', id: 'e' };
    expect(found({ entryType: 'DeliveryAcknowledgement', entryPayload: acknowledgement })).toEqual([
      ['acknowledgement-has-related-records', 'C', '/conversationEntries/0/relatedRecords'],
    ]);
  });

  it('finds little in many wrong entries', () => {
    const body = JSON.stringify({
      conversationEntries: Array.from({ length: 5_000 }, () => ({ entryPayload: 'x' })),
    });
    const violations = judgeResponse(answer({ operation: listConversationEntries, body }));
    expect(violations.length).toBeLessThan(120);
    expect(new Set(violations.map(({ rule }) => rule))).toContain('payload-is-object-in-list');
  });

  it.each(['null', '[]', '7', '"text"', '{"conversationEntries":7}', '{"conversationEntries":[null,7,{}]}'])(
    'survives a list of entries that is %s',
    (body) => {
      const violations = judgeResponse(answer({ operation: listConversationEntries, body }));
      expect(violations.length).toBeGreaterThan(0);
      expect(new Set(violations.map(({ rule }) => rule))).toEqual(new Set(['response-body']));
    },
  );
});
