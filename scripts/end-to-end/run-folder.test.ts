import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunResult } from '../../schemas/generated/run-result.ts';
import { ROOT } from '../paths.ts';
import { ANYWHERE, resultOf, runFolders, startCommand, type StartedCommand } from './started-command.ts';

let command: StartedCommand;
let folder: string;
let result: RunResult;

beforeAll(async () => {
  command = startCommand(['load', 'nightly', '--profile', 'smoke', '--seed', '7', '--slo', ANYWHERE]);
  expect(await command.exit, command.said.stderr).toBe(0);
  folder = runFolders(command).at(-1) ?? '';
  result = resultOf(command);
}, 120_000);

afterAll(async () => {
  await command[Symbol.asyncDispose]();
});

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

it('holds every file that the contract lists', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const listed = [
    'manifest.json',
    'result.json',
    'report.html',
    'report.md',
    'junit.xml',
    'violations.ndjson',
  ];
  const logs = ['engine.log', 'stand-in.log', 'truth.ndjson', 'metrics/0.hlog', 'metrics/0.ndjson'];
  expect(files).toEqual(expect.arrayContaining([...listed, ...logs]));
});

it('has a result that is valid against its published schema', () => {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  const validate = ajv.compile(
    JSON.parse(readFileSync(join(ROOT, 'schemas', 'run-result.schema.json'), 'utf8')) as object,
  );
  validate(result);
  expect(validate.errors).toBeNull();
});

it('balances both books', () => {
  const { iterations, operations } = result.balance;
  expect(iterations.map(({ scenario }) => scenario)).toEqual(['tokens', 'conversations', 'fanout']);
  for (const book of iterations) {
    expect(book.planned).toBe(book.completed + book.dropped + book.interrupted + book.cancelled + book.threw);
  }
  for (const book of operations) expect(book.begun).toBe(book.answered + book.failed + book.unanswered);
});

it('measures every operation that the scenario declares', () => {
  const measured = new Set(result.metrics.map(({ tags }) => tags['operation']));
  const declared = ['generateAccessTokenForUnauthenticatedUser', 'generateContinuationToken', 'streamEvents'];
  const awaited = [
    'createConversation',
    'awaitFirstEvent',
    'sendMessage',
    'awaitEcho',
    'awaitReply',
    'awaitDelivery',
  ];
  for (const operation of [...declared, ...awaited, 'closeConversation'])
    expect(measured).toContain(operation);
});

it('loses no event and breaks no rule', () => {
  expect(result.violations).toEqual([]);
  expect(result.counters.filter(({ name }) => /lost|repeated/.test(name))).toEqual([]);
});

it('keeps no token in any file', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
  for (const file of files.filter((path) => statSync(path).isFile())) {
    expect(readFileSync(file, 'utf8'), file).not.toMatch(/eyJ[\w-]{10,}\./);
  }
});

it('records seed, machine, versions and how it ended', () => {
  const manifest = JSON.parse(read('manifest.json')) as Record<string, unknown>;
  expect(manifest).toMatchObject({ seed: 7, exitCode: 0, scenario: 'nightly', profile: { name: 'smoke' } });
  expect(manifest['versions']).toMatchObject({ k6: 'v1.8.1', node: process.version });
  expect(manifest['endedAt']).not.toBeNull();
});

it('is rendered again to the same bytes from result.json alone', async () => {
  const before = ['report.html', 'report.md', 'junit.xml'].map(read);
  await using again = startCommand(['report', folder]);
  expect(await again.exit, again.said.stderr).toBe(0);
  expect(['report.html', 'report.md', 'junit.xml'].map(read)).toEqual(before);
});

it('is listed', async () => {
  await using list = startCommand(['results', 'list', '--json'], { env: { SCRT_RESULTS: command.results } });
  await list.exit;
  expect(JSON.parse(list.said.stdout)).toEqual([expect.objectContaining({ verdict: 'pass', exitCode: 0 })]);
});
