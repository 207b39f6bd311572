import { execFileSync } from 'node:child_process';
import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureEngine } from '../k6/engine.ts';
import { hasProgram } from '../outside-program.ts';
import { readMeasurements } from './read-measurements.ts';

const SCRIPT = `
import { observe } from 'k6/x/hdrlog';
export default function () {
  for (let value = 1; value <= 10000; value++) observe('scrt_example_duration', value / 10);
}`;

/** Prints `count p50 p99 max` in microseconds of the first line that carries our metric's tag. */
const READER = `
import sys
from hdrh.histogram import HdrHistogram
for line in open(sys.argv[1]):
    if line.startswith('Tag=scrt_example_duration'):
        h = HdrHistogram.decode(line.rstrip().rsplit(',', 1)[1])
        print(h.get_total_count(), h.get_value_at_percentile(50), h.get_value_at_percentile(99), h.get_max_value())
`;

it.skipIf(!hasProgram('python3', ['-c', 'import hdrh']))(
  "agrees with Python's reader on count and quantiles of a log of the engine",
  async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-python-'));
    const prefix = join(folder.path, '0');
    const script = join(folder.path, 'script.js');
    writeFileSync(script, SCRIPT);
    const args = [
      'run',
      '--quiet',
      '--summary-mode=disabled',
      '--no-thresholds',
      '--no-usage-report',
      '--address=',
    ];
    execFileSync(await ensureEngine(), [...args, '--out', `hdrlog=${prefix}`, script]);
    const { series } = await readMeasurements({ prefixes: [prefix], limits: [] });
    const ours = series.find(({ name }) => name === 'scrt_example_duration')?.distribution;
    const microseconds = [50, 99, 100].map((percentile) =>
      Math.round((ours?.valueAt(percentile) ?? 0) * 1000),
    );
    const theirs = execFileSync('python3', ['-c', READER, `${prefix}.hlog`], { encoding: 'utf8' });
    expect(ours?.count).toBe(10_000);
    expect(theirs.trim()).toBe([10_000, ...microseconds].join(' '));
  },
);
