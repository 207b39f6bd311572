import { expect, it } from 'vitest';
import { isNewEnough } from './node.mjs';

it.each([
  ['v20.20.2', false],
  ['v24.0.0', false],
  ['v24.17.9', false],
  ['v24.18.0', true],
  ['v24.21.0', true],
  ['v26.0.0', true],
])('takes Node %s: %s', (version, fits) => {
  expect(isNewEnough(version)).toBe(fits);
});
