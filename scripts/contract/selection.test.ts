import { expect, it } from 'vitest';
import { CASES } from './check.ts';
import { selectCases } from './selection.ts';

it('selects by id, operation and kind', () => {
  expect(selectCases(CASES, ['resume'])).toEqual(new Set(['resume']));
  const ofStream = selectCases(CASES, ['streamEvents', 'guest-token']);
  expect(ofStream).toContain('org-mismatch');
  expect(ofStream).toContain('guest-token');
  const negative = CASES.filter(({ kind }) => kind === 'negative');
  expect(selectCases(CASES, ['negative']).size).toBe(negative.length);
});

it.each([
  ['resum', 'did you mean "resume"?'],
  ['sendMesage', 'did you mean "sendMessage"?'],
  ['qqq', 'kinds: positive, negative'],
])('refuses %s with what was meant', (name, hint) => {
  expect(() => selectCases(CASES, [name])).toThrow(hint);
});
