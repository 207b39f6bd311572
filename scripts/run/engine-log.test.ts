import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readComplaints } from './engine-log.ts';

async function complaintsOf(text: string) {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-log-'));
  const path = join(folder.path, 'engine.log');
  writeFileSync(path, text);
  return await readComplaints(path);
}

const entry = (level: string, msg: string) => `${JSON.stringify({ level, msg })}\n`;

it('counts warnings and errors, and keeps the last of each', async () => {
  const log = entry('info', 'starting') + entry('error', 'refused') + entry('warning', 'slow');
  expect(await complaintsOf(log)).toEqual({ count: 2, last: 'slow', lastError: 'refused' });
});

it('goes by the level, not by the text', async () => {
  const log = entry('info', 'time="…" level=error msg="a text of the target"');
  expect(await complaintsOf(log)).toMatchObject({ count: 0 });
});

it('takes the words of a crash for one complaint, by its first line', async () => {
  const crash =
    'panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1\n';
  expect(await complaintsOf(entry('warning', 'slow') + crash)).toEqual({
    count: 2,
    last: 'panic: runtime error: index out of range',
    lastError: 'panic: runtime error: index out of range',
  });
});

it('takes neither JSON of an output nor an entry that was cut off for a complaint', async () => {
  const log = '{"type":"Point","metric":"vus"}\n{"level":"error","ms';
  expect(await complaintsOf(log)).toMatchObject({ count: 0 });
});

it('finds none where there is no log', async () => {
  expect(await readComplaints('/no/such/engine.log')).toMatchObject({ count: 0 });
});
