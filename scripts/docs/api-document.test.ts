import { mkdtempDisposableSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  child,
  describedEvents,
  describedOperations,
  readDocument,
} from '../../schemas/generate/document.ts';
import { apiDocument } from './api-document.ts';
import { writeApiPage } from './api-page.ts';

const DOCUMENT = readDocument();

describe('apiDocument', () => {
  it('has every operation, and every event as a webhook with its examples', () => {
    const made = apiDocument(DOCUMENT);
    expect(describedOperations(made).map(({ id }) => id)).toEqual(
      describedOperations(DOCUMENT).map(({ id }) => id),
    );
    expect(Object.keys(child(made, 'webhooks'))).toEqual([
      'EventEnvelope',
      'AccessTokenClaims',
      ...Object.keys(describedEvents(DOCUMENT)),
    ]);
    const { payload } = child(child(describedEvents(DOCUMENT)['CONVERSATION_MESSAGE'], 'examples'), 'usual');
    expect(JSON.stringify(child(made, 'webhooks'))).toContain(JSON.stringify(payload));
  });

  it('says how each thing is known, and why it is asserted', () => {
    const schemas = child(child(apiDocument(DOCUMENT), 'components'), 'schemas');
    expect(child(child(child(schemas, 'TokenResponse'), 'properties'), 'accessToken')['description']).toBe(
      'A JWT of roughly 1.8 kB, see AccessTokenClaims\n\n' +
        '**C** S19 S24; presence: C, S19, the Bearer token of every other call',
    );
    expect(JSON.stringify(schemas)).not.toContain('x-provenance');
  });
});

describe('the API page', () => {
  it('is one file that holds it all and loads nothing', () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'page-'));
    const path = join(folder.path, 'api.html');
    writeApiPage(path);
    const page = readFileSync(path, 'utf8');
    const named = [
      ...describedOperations(DOCUMENT).map(({ id }) => id),
      ...Object.keys(describedEvents(DOCUMENT)),
    ];
    expect(named.filter((name) => !page.includes(`"operationId":"${name}"`))).toEqual([]);
    expect(/<(?:script|link|img)[^>]+(?:src|href)=["']?https?:/.test(page)).toBe(false);
  });

  it('says so when it cannot be written', () => {
    expect(() => writeApiPage('/dev/null/api.html')).toThrow('could not be written');
  });
});
