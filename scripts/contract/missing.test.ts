import { expect, it } from 'vitest';
import { OPERATIONS } from '../../schemas/generated/operations.ts';
import { RULES } from '../../schemas/rules.ts';
import { missingOf } from './missing.ts';
import { createRecorder } from './recorder.ts';

it('names all that the contract has when nothing was seen', () => {
  const missing = missingOf({ seen: createRecorder() });
  const names = (kind: string) => missing.filter((each) => each.kind === kind).map(({ name }) => name);
  expect(names('operation')).toEqual(Object.keys(OPERATIONS));
  expect(names('rule')).toEqual(Object.keys(RULES));
  expect(names('status')).toEqual([]);
});

it('names the statuses of an operation that did not come, and takes a class for its members', () => {
  const seen = createRecorder();
  seen.answer({ operation: 'sendMessage', status: 202 }, []);
  seen.leaveOut({ id: 'resume', why: 'too much' });
  const missing = missingOf({ seen });
  const names = missing.map(({ name }) => name);
  expect(missing).toContainEqual({ kind: 'case', name: 'resume', why: 'too much' });
  expect(names).not.toContain('sendMessage');
  expect(names).not.toContain('sendMessage 202');
  expect(names).not.toContain('sendMessage 2XX');
  expect(names).toContain('sendMessage 417');
});
