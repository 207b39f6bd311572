import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { OPERATION_SPANS } from '../scenarios/catalogue/operations.ts';
import { METRICS } from './analysis/metric-table.ts';
import type {
  ObjectiveSpec,
  RatioIndicator,
  Selector,
  ThresholdIndicator,
} from './analysis/objective-spec.ts';
import type { DataSource } from '../mocks/data/documents.ts';
import { type DataDocument, parseDataDocuments } from './data-file.ts';
import { HarnessError } from './errors.ts';
import { nearestName } from '../mocks/nearest.ts';
import type { FieldPath } from '../mocks/data/schema-fault.ts';

const SCHEMA = new URL('../schemas/slo.schema.json', import.meta.url);

interface MetricSource {
  readonly metricSource: {
    readonly spec: { readonly metric: string; readonly tags?: Readonly<Record<string, string | number>> };
  };
}

interface SloObjective {
  readonly displayName?: string;
  readonly op?: 'lte';
  readonly value?: number;
  readonly target?: number;
  readonly targetPercent?: number;
}

interface SloDocument {
  readonly metadata: { readonly name: string; readonly displayName?: string };
  readonly spec: {
    readonly indicator: {
      readonly spec: {
        readonly thresholdMetric?: MetricSource;
        readonly ratioMetric?: {
          readonly good?: MetricSource;
          readonly bad?: MetricSource;
          readonly total: MetricSource;
        };
      };
    };
    readonly objectives: readonly SloObjective[];
  };
}

type Slo = DataDocument<SloDocument>;

/**
 * The objectives of SLO files (OpenSLO v1, several documents to a file).
 *
 * @throws DataFileError with file, line and field for what cannot be judged; HarnessError `config` for a missing file
 */
export async function readSlos(paths: readonly string[]): Promise<readonly ObjectiveSpec[]> {
  return parseSlos(await Promise.all(paths.map(readSource)));
}

/** As `readSlos`, for texts. */
export function parseSlos(sources: readonly DataSource[]): readonly ObjectiveSpec[] {
  const schema = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object;
  const seen = new Map<string, string>();
  return sources.flatMap((source) =>
    parseDataDocuments<SloDocument>(source, schema).flatMap((slo) => {
      const { name } = slo.value.metadata;
      const first = seen.get(name);
      if (first !== undefined)
        throw slo.errorAt(['metadata', 'name'], `${name} is the name of another SLO (${first})`);
      seen.set(name, source.path);
      return objectivesOf(slo);
    }),
  );
}

async function readSource(path: string): Promise<DataSource> {
  try {
    return { path, text: await readFile(path, 'utf8') };
  } catch (cause) {
    throw new HarnessError('config', `cannot read the SLO file ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function objectivesOf(slo: Slo): readonly ObjectiveSpec[] {
  const { metadata, spec } = slo.value;
  const displayName = metadata.displayName ?? metadata.name;
  return spec.objectives.map((objective, index) => ({
    name: spec.objectives.length === 1 ? metadata.name : `${metadata.name}-${index + 1}`,
    displayName: objective.displayName ?? displayName,
    slo: metadata.name,
    target: targetOf(slo, objective, index),
    indicator: indicatorOf(slo, objective, index),
  }));
}

function targetOf(slo: Slo, { target, targetPercent }: SloObjective, index: number): number {
  if ((target === undefined) === (targetPercent === undefined)) {
    const problem = target === undefined ? 'has no target' : 'has both target and targetPercent';
    throw slo.errorAt(['spec', 'objectives', index], problem, 'either target (0.99) or targetPercent (99)');
  }
  return target ?? Number(((targetPercent ?? 0) / 100).toFixed(10));
}

function indicatorOf(slo: Slo, objective: SloObjective, index: number): ObjectiveSpec['indicator'] {
  const { thresholdMetric, ratioMetric } = slo.value.spec.indicator.spec;
  if ((thresholdMetric === undefined) === (ratioMetric === undefined)) {
    const problem = thresholdMetric === undefined ? 'has no metric' : 'has two metrics';
    throw slo.errorAt(['spec', 'indicator', 'spec'], problem, 'either thresholdMetric or ratioMetric');
  }
  return ratioMetric === undefined ? thresholdOf(slo, objective, index) : ratioOf(slo, objective, index);
}

function thresholdOf(slo: Slo, { op, value }: SloObjective, index: number): ThresholdIndicator {
  const { objectives, indicator } = slo.value.spec;
  if (objectives.length > 1) {
    throw slo.errorAt(
      ['spec', 'objectives', 1],
      'is a second objective of a thresholdMetric',
      'one; write another SLO',
    );
  }
  if (op === undefined || value === undefined) {
    const missing = op === undefined ? 'op' : 'value';
    throw slo.errorAt(
      ['spec', 'objectives', index, missing],
      'is missing',
      'op: lte and value: <milliseconds>',
    );
  }
  const place: FieldPath = ['spec', 'indicator', 'spec', 'thresholdMetric'];
  const selector = selectorOf(slo, {
    source: indicator.spec.thresholdMetric as MetricSource,
    place,
    kind: 'latency',
  });
  return { kind: 'threshold', ...selector, thresholdMs: value };
}

function ratioOf(slo: Slo, { op, value }: SloObjective, index: number): RatioIndicator {
  const place: FieldPath = ['spec', 'indicator', 'spec', 'ratioMetric'];
  const { good, bad, total } = slo.value.spec.indicator.spec.ratioMetric ?? { total: undefined };
  if (op !== undefined || value !== undefined) {
    throw slo.errorAt(
      ['spec', 'objectives', index],
      'has op or value, which a ratioMetric does not have',
      'target',
    );
  }
  if ((good === undefined) === (bad === undefined)) {
    throw slo.errorAt(
      place,
      good === undefined ? 'has neither good nor bad' : 'has both good and bad',
      'one of them',
    );
  }
  const counted = good === undefined ? 'bad' : 'good';
  const part = {
    source: (good ?? bad) as MetricSource,
    place: [...place, counted],
    kind: 'counter',
  } as const;
  const all = { source: total as MetricSource, place: [...place, 'total'], kind: 'counter' } as const;
  const [counts, of] = [selectorOf(slo, part), selectorOf(slo, all)];
  if (JSON.stringify(counts) === JSON.stringify(of)) {
    throw slo.errorAt(
      [...place, counted],
      'counts the same as total, so it could not fail',
      'a part of the total',
    );
  }
  return { kind: 'ratio', counted, part: counts, total: of };
}

interface MetricUse {
  readonly source: MetricSource;
  readonly place: FieldPath;
  readonly kind: 'latency' | 'counter';
}

function selectorOf(slo: Slo, { source, place, kind }: MetricUse): Selector {
  const { metric, tags = {} } = source.metricSource.spec;
  // Of other latencies only the survivors are known: what never opened is in no count of theirs.
  const judged = METRICS.filter((each) => each.kind !== 'latency' || each.name === 'scrt_operation_duration');
  const names = judged.filter((each) => each.kind === kind).map((each) => each.name);
  if (!names.includes(metric)) {
    const near = nearestName(metric, names);
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
    const field = [...place, 'metricSource', 'spec', 'metric'];
    throw slo.errorAt(field, `${metric} is no ${kind} metric${hint}`, names.join(', '));
  }
  const operation = tags['operation'];
  const operations = Object.keys(OPERATION_SPANS);
  if (operation !== undefined && !operations.includes(String(operation))) {
    const near = nearestName(String(operation), operations);
    const hint = near === undefined ? '' : ` (did you mean ${near}?)`;
    const field = [...place, 'metricSource', 'spec', 'tags', 'operation'];
    throw slo.errorAt(field, `${operation} is no operation${hint}`, operations.join(', '));
  }
  return {
    metric,
    tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)])),
  };
}
