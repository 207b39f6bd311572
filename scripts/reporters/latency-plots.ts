import type { IntervalSeries, Intervals, RunResult } from '../../schemas/generated/run-result.ts';
import type { Plot, PlotLimit, PlotLine } from './html/plot.ts';
import { rankOf } from './wording.ts';

/** A plot with its heading. */
export interface TitledPlot {
  readonly title: string;
  readonly plot: Plot;
}

const PERCENTILES = [
  { percentile: 50, name: 'p50', color: '#2f7ed8' },
  { percentile: 90, name: 'p90', color: '#b8860b' },
  { percentile: 99, name: 'p99', color: '#a569bd' },
] as const;

/** The lines of every latency plot, for its legend. */
export const PLOT_LINES: readonly { readonly name: string; readonly color: string }[] = PERCENTILES;

/** Latency over time of every operation of every phase, while there was any; tabs are merged. */
export function latencyPlots(result: RunResult): readonly TitledPlot[] {
  const { intervals } = result;
  const own = intervals.series.filter((series) => series.name === 'scrt_operation_duration');
  const order = result.balance.operations.map((book) => `${book.operation} · ${book.scenario}`);
  const groups = Map.groupBy(own, ({ tags }) => `${tags['operation'] ?? ''} · ${tags['scenario'] ?? ''}`);
  const ordered = [...groups].toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return ordered.map(([title, series]) => {
    const limit = limitOf(result, series[0] as IntervalSeries);
    const span = spanOf(series);
    const plot = {
      label: `Latency of ${title} over time: ${PERCENTILES.map((each) => each.name).join(', ')} of each interval`,
      lines: linesOf(intervals, series, span),
      startSeconds: (span.first * intervals.lengthMs) / 1000,
      endSeconds: (span.end * intervals.lengthMs) / 1000,
      ...(limit !== undefined && { limit }),
    };
    return { title, plot };
  });
}

/** Intervals from the first with data to the last, `end` exclusive. */
interface Span {
  readonly first: number;
  readonly end: number;
}

function spanOf(series: readonly IntervalSeries[]): Span {
  const filled = series.flatMap(({ counts }) =>
    counts.flatMap((flat, slot) => (flat.length > 0 ? [slot] : [])),
  );
  if (filled.length === 0) return { first: 0, end: 1 };
  return {
    first: filled.reduce((a, b) => Math.min(a, b)),
    end: filled.reduce((a, b) => Math.max(a, b)) + 1,
  };
}

function linesOf(
  intervals: Intervals,
  series: readonly IntervalSeries[],
  { first, end }: Span,
): readonly PlotLine[] {
  const slots = Array.from({ length: end - first }, (_, index) => countsAt(series, first + index));
  return PERCENTILES.map(({ percentile, name, color }) => ({
    name,
    color,
    points: slots.map((counts, index) => {
      const seconds = ((first + index + 0.5) * intervals.lengthMs) / 1000;
      return [seconds, valueAt(counts, percentile, intervals.bucketsMs)] as const;
    }),
  }));
}

/** Counts by place in `bucketsMs`, ascending. */
function countsAt(series: readonly IntervalSeries[], slot: number): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>();
  for (const each of series) {
    const flat = each.counts[slot] ?? [];
    for (let at = 0; at + 1 < flat.length; at += 2) {
      const place = flat[at] ?? 0;
      counts.set(place, (counts.get(place) ?? 0) + (flat[at + 1] ?? 0));
    }
  }
  return [...counts].sort((a, b) => a[0] - b[0]);
}

function valueAt(
  counts: readonly (readonly [number, number])[],
  percentile: number,
  bucketsMs: readonly number[],
): number | null {
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [place, count] of counts) {
    seen += count;
    if (seen >= (percentile / 100) * total) return bucketsMs[place] ?? null;
  }
  return null;
}

function limitOf({ objectives }: RunResult, { tags }: IntervalSeries): PlotLimit | undefined {
  const objective = objectives.find(
    (each) =>
      each.metric === 'scrt_operation_duration' &&
      each.tags['operation'] === tags['operation'] &&
      (each.tags['scenario'] ?? tags['scenario']) === tags['scenario'],
  );
  if (objective === undefined || objective.thresholdMs === null) return undefined;
  return { ms: objective.thresholdMs, caption: `${rankOf(objective)} limit` };
}
