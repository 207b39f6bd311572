import { HarnessError } from '../errors.ts';
import { failed, type Outcome } from './attempt.ts';
import type { Bench, Row } from './bench.ts';
import { openFilesLimit } from './proc.ts';
import { measureRounds } from './rounds.ts';
import { kilobytesPerStream } from './slope.ts';

/** Who holds streams, and how many of them in turn. */
export interface Holder {
  readonly label: string;
  readonly sizes: readonly number[];
}

/** MB of each round, by the number of streams. */
type Memory = ReadonlyMap<number, readonly Outcome<number>[]>;

/** Files that a process has open beside its streams. */
const OTHER_FILES = 100;
/** The cost of a stream is read off between the first size and the last one up to here. */
const SLOPE_UP_TO = 10_000;
/** Memory varies little from round to round, and each takes minutes. */
const MOST_ROUNDS = 3;

/**
 * Memory of every holder at every size of its own, in 3 rounds at most.
 *
 * @returns rows of each holder: one for each size, and last what one more stream costs
 */
export async function measureHolds<T extends Holder>(
  bench: Bench,
  {
    part,
    holders,
    hold,
  }: {
    readonly part: string;
    readonly holders: readonly T[];
    /** Resident MB with that many streams open. */
    readonly hold: (holder: T, streams: number) => Promise<number>;
  },
): Promise<readonly (readonly Row[])[]> {
  const all = new Map(
    holders.flatMap((holder) =>
      holder.sizes.map((streams) => [nameOf(holder, streams), { holder, streams }] as const),
    ),
  );
  const rounds = await measureRounds(
    { ...bench, rounds: Math.min(bench.rounds, MOST_ROUNDS) },
    {
      part,
      names: [...all.keys()],
      measure: async (name) => {
        const { holder, streams } = all.get(name)!;
        requireFiles(streams);
        return hold(holder, streams);
      },
    },
  );
  return holders.map((holder) =>
    rowsOf(holder, new Map(holder.sizes.map((streams) => [streams, rounds[nameOf(holder, streams)] ?? []]))),
  );
}

const nameOf = ({ label }: Holder, streams: number) => `${label}, ${streams} streams`;

function requireFiles(streams: number): void {
  const limit = openFilesLimit();
  if (limit >= streams + OTHER_FILES) return;
  throw new HarnessError(
    'no-data',
    `a process may open ${limit} files, too few for ${streams} streams; raise the hard limit (ulimit -Hn)`,
  );
}

function rowsOf(holder: Holder, memory: Memory): readonly Row[] {
  const rows = holder.sizes.map((streams): Row => {
    const outcomes = memory.get(streams) ?? [];
    const failure = outcomes.find(failed);
    const label = nameOf(holder, streams);
    return failure === undefined
      ? { label, values: outcomes as readonly number[], unit: 'MB' }
      : { label, notMeasured: failure.reason };
  });
  return [...rows, slopeRow(holder, memory)];
}

function slopeRow({ label, sizes }: Holder, memory: Memory): Row {
  const ends = [sizes[0] ?? 0, sizes.findLast((size) => size <= SLOPE_UP_TO) ?? 0] as const;
  const [first = [], last = []] = ends.map((size) => memory.get(size));
  const name = `${label}, each (${ends.join(' to ')})`;
  if ([...first, ...last].some(failed))
    return { label: name, notMeasured: 'a size that it needs is missing' };
  const values = (first as readonly number[]).map((megabytes, round) =>
    kilobytesPerStream(
      { streams: ends[0], megabytes },
      { streams: ends[1], megabytes: (last as readonly number[])[round] ?? NaN },
    ),
  );
  return { label: name, values, unit: 'KB/stream' };
}
