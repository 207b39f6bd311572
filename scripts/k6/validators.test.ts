import { spawnSync } from 'node:child_process';
import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { eventData, examplesOf, type Example } from '../../schemas/generate/examples.ts';
import { readDocument } from '../../schemas/generate/document.ts';
import type { OperationId } from '../../schemas/generated/operations.ts';
import { createDice, mutated } from '../../schemas/mutation.fixture.ts';
import { bundleEntry } from './bundle.ts';
import { ENGINE_ENVIRONMENT, engineArguments, isKeptFromEngine } from './engine-arguments.ts';
import { ensureEngine } from './engine.ts';
import { judgeCase, type JudgedCase, type Repeated } from './judged-case.fixture.ts';

const EXAMPLES = examplesOf(readDocument()).filter(
  (example) => example.kind === 'event' || example.mediaType === 'application/json',
);
const MUTATIONS = 60;
const SEED = 20_261_124;

function caseOf(example: Example, text: string): JudgedCase {
  if (example.kind === 'event') return { kind: 'event', name: example.event, text };
  const operation = example.operation as OperationId;
  if (example.kind === 'request') return { kind: 'request', operation, text };
  const status = Number(example.status.replace('XX', '06'));
  return { kind: 'answer', operation, status, contentType: example.mediaType, text };
}

/** Deep enough to end k6, long, and wrong in every item. */
const HOSTILE: readonly Repeated[] = [
  { opening: '[', times: 4_000_000, closing: ']' },
  { opening: '[', times: 4_000_000, closing: '' },
  { opening: '{"a":', times: 500_000, closing: '' },
  { opening: '[[],', times: 60_000, closing: '' },
  { opening: '[', times: 9_000, closing: ',"e123"]' },
  { opening: '[1,', times: 9_000, closing: '1e123]' },
  { opening: '[1,', times: 9_000, closing: '1e999]' },
  { opening: '["', times: 1, closing: `${'[{'.repeat(60_000)}"]` },
  { opening: `"${'a'.repeat(300_000)}`, times: 1, closing: '"' },
  { opening: `[${'7,'.repeat(30_000)}`, times: 1, closing: '7]' },
  { opening: `[${'{},'.repeat(10_000)}`, times: 1, closing: '{}]' },
  { opening: `[${'{"entryPayload":"x"},'.repeat(10_000)}`, times: 1, closing: '{}]' },
  {
    opening: `{${Array.from({ length: 10_000 }, (_, at) => `"m${at}":7,`).join('')}`,
    times: 1,
    closing: '"z":7}',
  },
];

/** Where they come in. */
const ENTRANCES: readonly JudgedCase[] = [
  { kind: 'event', name: 'CONVERSATION_MESSAGE', text: '"@"' },
  { kind: 'event', name: 'CONVERSATION_MESSAGE', text: '{"conversationId":"@","conversationEntry":"@"}' },
  { kind: 'event', name: 'CONVERSATION_MESSAGE', text: '{"conversationEntry":{"relatedRecords":"@"}}' },
  { kind: 'event', name: 'CONVERSATION_MESSAGE', text: '{"conversationEntry":{"entryPayload":"@"}}' },
  {
    kind: 'answer',
    operation: 'listConversationEntries',
    status: 200,
    contentType: 'application/json',
    text: '{"conversationEntries":"@"}',
  },
  {
    kind: 'request',
    operation: 'createConversation',
    text: '{"conversationId":"@","routingAttributes":"@"}',
  },
  { kind: 'request', operation: 'createConversation', text: '"@"' },
];

/** Every example, and what becomes of it. */
function cases(): readonly JudgedCase[] {
  const dice = createDice(SEED);
  return EXAMPLES.flatMap((example) => {
    const write = example.kind === 'event' ? eventData : JSON.stringify;
    const texts = Array.from({ length: MUTATIONS }, () => mutated(example.value, dice, write));
    return [write(example.value), ...texts].map((text) => caseOf(example, text));
  });
}

/** What k6's engine finds in each case. */
async function judgedInK6(all: readonly JudgedCase[]): Promise<readonly string[]> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-judge-'));
  const file = (name: string) => join(folder.path, name);
  writeFileSync(file('cases.json'), JSON.stringify(all));
  const script = file('bundle.js');
  await bundleEntry(fileURLToPath(new URL('judge.fixture.k6.ts', import.meta.url)), script);
  // Raw: a line is what the script printed, and nothing around it.
  const output = ['--log-format=raw', `--console-output=${file('console.log')}`];
  const args = [...engineArguments({ outs: [], script }), ...output];
  const inherited = Object.entries(process.env).filter(([name]) => !isKeptFromEngine(name));
  const env = { ...Object.fromEntries(inherited), ...ENGINE_ENVIRONMENT, CASES: file('cases.json') };
  const { status, stderr } = spawnSync(await ensureEngine(), args, { env, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return readFileSync(file('console.log'), 'utf8').split('\n').slice(0, -1);
}

describe('the validators', () => {
  it('find the same in Node and in k6, in every example and in thousands of seeded mutations', async () => {
    const all = cases();
    const here = all.map(judgeCase);
    const there = await judgedInK6(all);
    expect(there).toHaveLength(here.length);
    const different = all.flatMap((one, number) =>
      here[number] === there[number] ? [] : [{ one, here: here[number], there: there[number] }],
    );
    expect(different.length, JSON.stringify(different[0])?.slice(0, 2_000)).toBe(0);
    expect(all.length).toBeGreaterThan(5_000);
    const sound = here.filter((found) => found === '[]' || found === '["an entry"]').length;
    // Neither is rare, else the comparison would show little.
    expect(sound).toBeGreaterThan(500);
    expect(all.length - sound).toBeGreaterThan(3_000);
  });

  it('survive what is monstrous, find the same in it, and little of it', async () => {
    const all = HOSTILE.flatMap((repeated) =>
      ENTRANCES.map((entrance): JudgedCase => ({ ...entrance, repeated })),
    );
    const here = all.map(judgeCase);
    expect(await judgedInK6(all)).toEqual(here);
    for (const found of here) expect(found.length).toBeLessThan(60_000);
  });
});
