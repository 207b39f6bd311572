import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.ts';

/** Variables of k6 that configure an output the user asked for; every other K6_ variable is dropped. */
const PASSED_ON = /^K6_(PROMETHEUS|OTEL|INFLUXDB|CSV|JSON|WEB_DASHBOARD|CLOUD)_/;

/** What the engine's environment holds in any case. */
export const ENGINE_ENVIRONMENT = {
  K6_NO_USAGE_REPORT: 'true',
  K6_AUTO_EXTENSION_RESOLUTION: 'false',
} as const;

/** Tells which variables are kept from the engine: the caller's K6_VUS or K6_OUT would silently replace the profile. */
export function isKeptFromEngine(name: string): boolean {
  return /^(K6|HDRLOG)_/.test(name) && !PASSED_ON.test(name);
}

/** Arguments of a run that keeps no samples, calls nobody, and logs as JSON. */
export function engineArguments({
  outs,
  script,
}: {
  readonly outs: readonly string[];
  readonly script: string;
}): readonly string[] {
  return [
    'run',
    '--quiet',
    '--no-color',
    // Its lines are read again (log-line.ts): by field, never by wording.
    '--log-format=json',
    '--summary-mode=disabled',
    '--no-thresholds',
    '--no-usage-report',
    // The REST API of k6 has one fixed port: two runs on one machine would collide.
    '--address=',
    // A config file in somebody's home folder must not change what is run.
    `--config=${emptyConfig()}`,
    ...outs.flatMap((out) => ['--out', out]),
    script,
  ];
}

function emptyConfig(): string {
  const path = join(ROOT, '.cache', 'k6-config.json');
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  if (existsSync(path)) return path;
  // Whole or not at all: other runs may be reading it.
  const own = `${path}.${process.pid}`;
  writeFileSync(own, '{}\n');
  renameSync(own, path);
  return path;
}
