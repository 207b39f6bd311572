import { expect, it } from 'vitest';
import { changed } from '../change.ts';
import { readDocument, type Json } from './document.ts';
import { assertSound, faultsOf } from './faults.ts';

const DOCUMENT = readDocument();
const SCHEMAS = '/components/schemas';
const EVENTS = '/paths/~1eventrouter~1v1~1sse/get/x-events';

it('finds nothing in the description', () => {
  expect(faultsOf(DOCUMENT)).toEqual([]);
});

it.each([
  [
    'a member without provenance',
    `${SCHEMAS}/TokenContext/properties/priority`,
    { type: 'string' },
    'TokenContext/priority does not say how it is known; give it x-provenance',
  ],
  [
    'a provenance without sources',
    `${SCHEMAS}/TokenContext/properties/priority`,
    { 'x-provenance': { mark: 'C' } },
    'TokenContext/priority does not say how it is known',
  ],
  [
    'an unknown type',
    `${SCHEMAS}/TokenContext/properties/deviceId/type`,
    'strin',
    'TokenContext/deviceId has the type "strin"',
  ],
  [
    'a reference to nothing',
    `${SCHEMAS}/TokenResponse/properties/context/$ref`,
    `#${SCHEMAS}/Nobody`,
    `nothing stands at #${SCHEMAS}/Nobody`,
  ],
  ['an event of no schema', `${EVENTS}/ping/data`, 'PongData', 'event ping: there is no schema "PongData"'],
])('names %s and its place', (_, ...[pointer, to, fault]) => {
  const document = changed(DOCUMENT, pointer as string, to) as Json;
  expect(faultsOf(document)[0]).toContain(fault);
  expect(() => assertSound(document)).toThrow(fault);
});
