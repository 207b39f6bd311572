import type { RunResult } from '../../schemas/generated/run-result.ts';

/** One fact about a run, for its head. The value may be text of a target: escape it. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** When, how long, against what, from which revision and seed, as far as the manifest says. */
export function factsOf({ manifest }: RunResult): readonly Fact[] {
  const start = instant(manifest['startedAt']);
  const end = instant(manifest['endedAt']);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['started', start === undefined ? undefined : utc(start)],
    ['took', start === undefined || end === undefined ? undefined : duration(end - start)],
    ['base URL', text(member(manifest['target'], 'baseUrl'))],
    ['git', revision(manifest['git'])],
    ['seed', text(manifest['seed'])],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** The facts on one line, not escaped: `started 2026-11-24 02:59:36 UTC · took 11.3 s · seed 1`. */
export function factLine(result: RunResult): string {
  return factsOf(result)
    .map(({ name, value }) => `${name} ${value}`)
    .join(' · ');
}

function instant(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function duration(ms: number): string | undefined {
  if (ms < 0) return undefined;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function revision(git: unknown): string | undefined {
  const full = text(member(git, 'revision'));
  if (full === undefined) return undefined;
  return `${full.slice(0, 8)}${member(git, 'dirty') === true ? ' + changes' : ''}`;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
