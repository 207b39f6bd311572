import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SCENARIOS } from '../../scenarios/catalogue/scenarios.ts';
import { readDocument } from '../../schemas/generate/document.ts';
import { eventData, examplesOf } from '../../schemas/generate/examples.ts';
import { HarnessError } from '../errors.ts';
import { bundleEntry, bundleScenario } from '../k6/bundle.ts';
import { failed } from './attempt.ts';
import type { Bench, PartResult, Row } from './bench.ts';
import { startK6 } from './k6.ts';
import { roundRows, type Aspect } from './round-rows.ts';
import { measureRounds } from './rounds.ts';
import type { Cost, ValidatorsPlan, ValidatorsReport } from './validators-plan.ts';

const SUBJECTS = {
  event: 'an event of a message, envelope and payload',
  token: 'a token answer of 2 kB',
  page: 'a page of 50 entries',
  longPage: 'a page of 50 entries of 8 kB',
} as const satisfies Readonly<Record<keyof ValidatorsReport, string>>;
const ASPECTS: readonly Aspect<Cost>[] = [
  { name: 'JSON.parse', unit: 'µs', of: ({ parse }) => parse },
  { name: 'validators', unit: 'µs', of: ({ validate }) => validate },
  { name: 'validators / JSON.parse', unit: '×', of: ({ validate, parse }) => validate / parse },
  { name: 'parsed and judged', unit: 'µs', of: ({ judge }) => judge },
];
const PAGE = 50;
/** Characters of a message's text (S34). */
const LONGEST = 8_000;
/** A real token has roughly 1.8 kB (S19, S24). */
const TOKEN_CHARACTERS = 1_800;

/** What the validators cost in k6 beside the parsing of the same text, and how large they make a bundle. */
export async function measureValidators(bench: Bench): Promise<PartResult> {
  const { all } = await measureRounds(bench, {
    part: 'validators',
    names: ['all'],
    measure: () => measureOnce(bench),
  });
  const rows = (Object.keys(SUBJECTS) as (keyof typeof SUBJECTS)[]).flatMap((subject): readonly Row[] => {
    const costs = all.map((round) => (failed(round) ? round : round[subject]));
    return roundRows(SUBJECTS[subject], costs, ASPECTS);
  });
  return { title: "Validators in k6's engine", rows: [...rows, ...(await sizeRows(bench))] };
}

async function measureOnce(bench: Bench): Promise<ValidatorsReport> {
  const script = join(bench.folder, 'validators.js');
  await bundleEntry(fileURLToPath(new URL('validators.k6.ts', import.meta.url)), script);
  const plan = { ...texts(), longest: LONGEST, batches: bench.quick ? 5 : 40, batchMs: 20 };
  await using k6 = startK6(bench, { script: pathToFileURL(script), plan });
  const { code } = await k6.exit;
  const line = k6.console().at(-1);
  if (code !== 0 || line === undefined)
    throw new HarnessError('no-data', `k6 ended with ${code}: ${k6.lastWords()}`);
  return JSON.parse(line) as ValidatorsReport;
}

/** The usual examples of the description, the token as long as a real one. */
function texts(): Pick<ValidatorsPlan, 'event' | 'token' | 'page'> {
  const examples = examplesOf(readDocument());
  const valueOf = (id: string) =>
    examples.find((example) => example.id === id)?.value as Record<string, unknown>;
  const token = valueOf('generateAccessTokenForUnauthenticatedUser 200 application/json usual');
  const page = valueOf('listConversationEntries 200 application/json usual');
  const [entry] = page['conversationEntries'] as readonly unknown[];
  return {
    event: eventData(valueOf('CONVERSATION_MESSAGE usual')),
    token: JSON.stringify({ ...token, accessToken: 'x'.repeat(TOKEN_CHARACTERS) }),
    page: JSON.stringify({ conversationEntries: Array.from({ length: PAGE }, () => entry) }),
  };
}

async function sizeRows({ folder }: Bench): Promise<readonly Row[]> {
  const sizes = await Promise.all(
    SCENARIOS.map(async ({ name }) => ({
      name,
      ...(await bundleScenario(name, join(folder, `${name}.js`))),
    })),
  );
  return sizes.flatMap(({ name, bytes, validatorBytes }): readonly Row[] => [
    { label: `bundle of ${name}`, values: [bytes / 1000], unit: 'kB' },
    { label: `bundle of ${name}, validators`, values: [validatorBytes / 1000], unit: 'kB' },
  ]);
}
