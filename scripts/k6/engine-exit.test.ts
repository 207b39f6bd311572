import { expect, it } from 'vitest';
import { describeExit, exitName } from './engine-exit.ts';

const byCode = (code: number) => describeExit({ code, signal: null });

/** k6's own (errext/exitcodes of v1.8.1), our output's, the Go runtime's, and the shell's. */
const CODES = [2, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 120, 121, 126, 127, 255];

it.each(CODES)('says of code %i what it means and what to do', (code) => {
  const { what, next } = byCode(code);
  expect(what).not.toContain('does not document');
  expect(next.length).toBeGreaterThan(10);
});

it('says of a code that nobody documents that it is one', () => {
  expect(byCode(42).what).toContain('does not document');
});

it.each([
  ['SIGKILL', 137, 'memory ran out'],
  ['SIGTERM', 143, 'what ends processes here'],
  ['SIGSEGV', 139, 'defect of ours'],
] as const)('takes %s and the %i of a shell for the same', (signal, code, next) => {
  expect(describeExit({ code: null, signal })).toEqual(byCode(code));
  expect(byCode(code).next).toContain(next);
});

it('names a signal before a code', () => {
  expect([exitName({ code: null, signal: 'SIGKILL' }), exitName({ code: 107, signal: null })]).toEqual([
    'SIGKILL',
    'code 107',
  ]);
});
