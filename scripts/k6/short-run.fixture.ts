import { mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EndRecord, EngineRecord, ExceptionRecord, ViolationRecord } from '../analysis/records.ts';
import { ROOT } from '../paths.ts';
import { bundleEntry, bundleScenario } from './bundle.ts';
import { startEngine } from './engine-run.ts';
import { ensureEngine } from './engine.ts';
import { createPlan } from './plan.ts';
import type { ProfileRow } from './profile.ts';
import { findScenario } from './scenario.ts';
import { loadTarget } from './target.ts';

/** Three guests within a third of a second. */
const ROW: ProfileRow = {
  startRate: 10,
  stages: [{ target: 10, duration: '350ms' }],
  virtualUsers: 3,
  gracefulStop: '10s',
  parameters: { tabs: 2, messages: 2, messageGapMs: 10 },
};

/** One short run of a scenario in the real engine. */
export interface ShortRun {
  readonly scenario: string;
  readonly baseUrl: string;
  readonly timeouts?: { readonly operationMs: number; readonly awaitedEventMs: number };
  readonly gracefulStop?: string;
  /** Source of an entry of the test's own, in place of the scenario's; `LIB` stands for the folder of the journeys. */
  readonly entry?: string;
}

/** What the engine has written. */
export interface ShortRunBooks {
  readonly iterations: EndRecord['iterations'][number];
  /** operationId, with the tab behind a colon where there is one → its book. */
  readonly operations: ReadonlyMap<string, EndRecord['operations'][number]>;
  /** Sums of all intervals. */
  readonly counters: ReadonlyMap<string, number>;
  readonly violations: readonly ViolationRecord[];
  readonly exceptions: readonly ExceptionRecord[];
  /** Everything that the engine wrote, as text. */
  readonly text: string;
}

/** Runs a scenario of one phase with three guests and reads its books. */
export async function runShortly(run: ShortRun): Promise<ShortRunBooks> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-short-'));
  mkdirSync(join(folder.path, 'metrics'));
  const script = join(folder.path, 'bundle.js');
  await bundleOf(run, { folder: folder.path, script });
  const row = { ...ROW, gracefulStop: run.gracefulStop ?? ROW.gracefulStop };
  const { plan } = createPlan({
    scenario: findScenario(run.scenario),
    profile: { name: 'short', purpose: 'a test', order: 'sequential', phases: { any: row } },
    target: { ...loadTarget(run.baseUrl), baseUrl: run.baseUrl, timeouts: run.timeouts ?? QUICK },
    seed: 1,
  });
  const binary = await ensureEngine();
  await using engine = startEngine({ binary, script, folder: folder.path, instance: '0', plan, outs: [] });
  const { code } = await engine.exit;
  const log = readFileSync(join(folder.path, 'engine.log'), 'utf8');
  if (code !== 0) throw new Error(`the engine ended with ${code}: ${log}`);
  return booksOf(readFileSync(join(folder.path, 'metrics', '0.ndjson'), 'utf8') + log);
}

/** Short enough for a test, long enough for a machine that does three other things. */
const QUICK = { operationMs: 5_000, awaitedEventMs: 2_000 };

async function bundleOf(
  { scenario, entry }: ShortRun,
  { folder, script }: { readonly folder: string; readonly script: string },
): Promise<void> {
  if (entry === undefined) {
    await bundleScenario(scenario, script);
    return;
  }
  const path = join(folder, 'entry.ts');
  writeFileSync(path, entry.replaceAll('LIB', join(ROOT, 'scenarios', 'lib')));
  await bundleEntry(path, script);
}

function booksOf(text: string): ShortRunBooks {
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  const records = lines.map((line) => JSON.parse(line) as EngineRecord);
  const counters = new Map<string, number>();
  for (const record of records) {
    if (record.kind !== 'interval') continue;
    for (const [name, n] of Object.entries(record.counters ?? {}))
      counters.set(name, (counters.get(name) ?? 0) + n);
  }
  const end = records.find((record) => record.kind === 'end');
  const [iterations] = end?.iterations ?? [];
  if (end === undefined || iterations === undefined) throw new Error(`the engine wrote no end: ${text}`);
  const keyed = end.operations.map(
    (book) => [book.tab === undefined ? book.operation : `${book.operation}:${book.tab}`, book] as const,
  );
  return {
    iterations,
    operations: new Map(keyed),
    counters,
    violations: records.filter((record) => record.kind === 'violation'),
    exceptions: records.filter((record) => record.kind === 'exception'),
    text,
  };
}
