import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';
import { startChild, type Child } from '../process/child.ts';

/** One start of the engine. */
export interface EngineRun {
  readonly binary: string;
  /** The bundled scenario. */
  readonly script: string;
  /** The run's folder; metrics and the engine's log go there. */
  readonly folder: string;
  /** Number of this instance; names its files. */
  readonly instance: string;
  /** What the scenario reads, as JSON. */
  readonly plan: unknown;
  /** Further k6 outputs, passed through. */
  readonly outs: readonly string[];
}

/** Variables of k6 that configure an output the user asked for; every other K6_ variable is dropped. */
const PASSED_ON = /^K6_(PROMETHEUS|OTEL|INFLUXDB|CSV|JSON|WEB_DASHBOARD|CLOUD)_/;

/** Starts the engine. It ends with its parent, keeps no samples, and calls nobody. */
export function startEngine(run: EngineRun): Child {
  const outs = [`hdrlog=${metricsPrefix(run)}`, ...run.outs].flatMap((out) => ['--out', out]);
  return startChild({
    command: run.binary,
    args: [
      'run',
      '--quiet',
      '--no-color',
      '--summary-mode=disabled',
      '--no-thresholds',
      '--no-usage-report',
      // The REST API of k6 has one fixed port: two runs on one machine would collide.
      '--address=',
      // A config file in somebody's home folder must not change what is run.
      `--config=${emptyConfig()}`,
      ...outs,
      run.script,
    ],
    env: {
      K6_NO_USAGE_REPORT: 'true',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
      SCRT_PARENT_PIPE: '1',
      SCRT_PLAN: JSON.stringify(run.plan),
      ...(run.outs.length > 0 ? { HDRLOG_SAMPLES: '1' } : {}),
    },
    // K6_VUS, K6_DURATION or K6_OUT of the caller would silently replace the profile.
    dropEnv: (name) => /^(K6|HDRLOG)_/.test(name) && !PASSED_ON.test(name),
    logFile: join(run.folder, 'engine.log'),
  });
}

/** Path of the engine's metric files, without their endings. */
export function metricsPrefix({ folder, instance }: Pick<EngineRun, 'folder' | 'instance'>): string {
  return join(folder, 'metrics', instance);
}

function emptyConfig(): string {
  const path = join(ROOT, '.cache', 'k6-config.json');
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  writeFileSync(path, '{}\n');
  return path;
}
