import { expect, it } from 'vitest';
import { entryText, isComplaint, isError, isJson, parseLogEntry, shownText } from './log-line.ts';

const line = (fields: object) => JSON.stringify({ time: '2026-01-01T00:00:00Z', ...fields });

it('reads level, message and cause of an entry', () => {
  const entry = parseLogEntry(line({ level: 'error', msg: 'Failed to send', error: 'connection refused' }));
  expect(entry).toEqual({ level: 'error', msg: 'Failed to send', error: 'connection refused' });
  expect(entryText(entry ?? { level: '', msg: '' })).toBe('Failed to send: connection refused');
});

it.each([
  ['trace', false, false],
  ['debug', false, false],
  ['info', false, false],
  ['warning', true, false],
  ['error', true, true],
  ['fatal', true, true],
  ['panic', true, true],
])('takes level %s as a complaint: %j, as an error: %j', (level, complaint, error) => {
  const entry = { level, msg: 'level=error, says the text' };
  expect([isComplaint(entry), isError(entry)]).toEqual([complaint, error]);
});

it.each([
  ['words', 'panic: boom', false],
  ['half an entry', '{"level":"error","ms', false],
  ['JSON of something else', '{"type":"Point","metric":"vus"}', true],
])('takes %s for no entry', (_, text, json) => {
  expect([parseLogEntry(text), isJson(text)]).toEqual([undefined, json]);
});

it('shows a text in one line, masked, cut, and harmless to a terminal', () => {
  const shown = shownText(`Bearer abc.def\n\tat file.js \u001B[31m${'x'.repeat(1000)}`);
  expect(shown).toMatch(/^Bearer <token> at file\.js \\u\{1b\}\[31mx+$/);
  expect(shown.length).toBeLessThan(320);
});
