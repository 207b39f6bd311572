import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { agentNames, readStaff } from './staff.ts';

const PLAIN = 'displayName: Alex\nrole: Chatbot\nreply:\n  after: 5ms\n  texts: [Yes]\n';

/** Reads an agent from a file of its own. */
function read(text: string, others: Readonly<Record<string, string>> = {}): ReturnType<typeof readStaff> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'agents-'));
  for (const [name, other] of Object.entries({ alex: text, ...others }))
    writeFileSync(join(folder.path, `${name}.yaml`), other);
  return readStaff(join(folder.path, 'alex.yaml'));
}

test.each(agentNames())('%s can be read, and knows all to whom it hands over', (name) => {
  const { first, byName } = readStaff(name);
  expect(byName.has(first)).toBe(true);
  for (const { transfer } of byName.values())
    if (transfer !== undefined) expect(byName.has(transfer.to)).toBe(true);
});

test('reads an agent from a file, its times as distributions', () => {
  const { first, byName } = read(PLAIN);
  expect(byName.get(first)).toEqual({
    displayName: 'Alex',
    role: 'Chatbot',
    reply: { after: { kind: 'fixed', ms: 5 }, texts: ['Yes'] },
  });
});

test('finds whom a file hands over to beside it, else among our own', () => {
  const { byName } = read(`${PLAIN}transfer: { afterReplies: 1, to: kim }\n`, {
    kim: `${PLAIN}transfer: { afterReplies: 1, to: bot }\n`,
  });
  expect([...byName.keys()]).toEqual(['alex', 'kim', 'bot']);
});

test('follows two who hand over to each other once', () => {
  const { byName } = read(`${PLAIN}transfer: { afterReplies: 1, to: kim }\n`, {
    kim: `${PLAIN}transfer: { afterReplies: 1, to: alex }\n`,
  });
  expect([...byName.keys()]).toEqual(['alex', 'kim']);
});

test.each([
  ['role: Robot', /alex\.yaml:2: role: found "Robot"; allowed: "Chatbot", "Agent"/, ['role: Chatbot']],
  ['after: soon', /alex\.yaml:4: reply\.after: .*"soon"/, ['after: 5ms']],
  ['texts: []', /alex\.yaml:5: reply\.texts/, ['texts: [Yes]']],
  ['displayNane: Alex', /displayNane: is unknown \(did you mean displayName\?\)/, ['displayName: Alex']],
])('refuses %j with file, line and field', (wrong, message, [right]) => {
  expect(() => read(PLAIN.replace(right!, wrong))).toThrow(message);
});

test.each([
  [
    'an unknown name',
    () => readStaff('bott'),
    "unknown agent 'bott'; did you mean 'bot'? (or give a file that ends in .yaml)",
  ],
  ['two agents in one file', () => read(`${PLAIN}---\n${PLAIN}`), 'is a second agent in one file'],
  [
    'a file of ours by a path that is not there',
    () => readStaff('/nowhere/human.yaml'),
    '/nowhere/human.yaml cannot be read (ENOENT)',
  ],
  [
    'a file that is not there',
    () => readStaff('/nowhere/alex.yaml'),
    '/nowhere/alex.yaml cannot be read (ENOENT)',
  ],
  [
    'a hand-over to nobody',
    () => read(`${PLAIN}transfer: { afterReplies: 1, to: nobody }\n`),
    /alex\.yaml:6: transfer\.to: there is no .*nobody\.yaml/,
  ],
])('refuses %s', (_, act, message) => {
  expect(act).toThrow(message);
});
