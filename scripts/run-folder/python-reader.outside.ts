import { execFileSync } from 'node:child_process';
import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { seriesKey } from '../analysis/series-key.ts';
import { engineArguments } from '../k6/engine-arguments.ts';
import { ensureEngine } from '../k6/engine.ts';
import { hasProgram } from '../../mocks/outside/program.ts';
import { readMeasurements } from './read-measurements.ts';

/**
 * Three series, one of them with tags. With these counts no rank has to be rounded down: Python, Go and JavaScript round
 * half up, while we take the next whole rank (as Java does), which never makes a quantile look better.
 */
const SCRIPT = `
import { observe } from 'k6/x/hdrlog';
export default function () {
  for (let value = 1; value <= 10000; value++) {
    observe('scrt_example_duration', value / 10);
    observe('scrt_example_wide', 1.001 ** value % 3600000);
    if (value % 3 === 0) observe('scrt_example_duration', value, { operation: 'sendMessage', tab: 1 });
  }
}`;

/** Prints `tag count p50 p90 p99 p99.9 max` in microseconds of each series. */
const READER = `
import sys
from hdrh.histogram import HdrHistogram
series = {}
for line in open(sys.argv[1]):
    if line.startswith('Tag=scrt_example'):
        tag, _, _, _, text = line[len('Tag='):].rstrip().split(',')
        h = HdrHistogram.decode(text)
        series[tag] = h if tag not in series else series[tag].add(h) or series[tag]
for tag in sorted(series):
    h = series[tag]
    print(tag, h.get_total_count(), *[h.get_value_at_percentile(p) for p in (50, 90, 99, 99.9)], h.get_max_value())
`;

it.skipIf(!hasProgram('python3', ['-c', 'import hdrh']))(
  "agrees with Python's reader on tags, counts and quantiles of a log of the engine",
  async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-python-'));
    const prefix = join(folder.path, '0');
    const script = join(folder.path, 'script.js');
    writeFileSync(script, SCRIPT);
    execFileSync(await ensureEngine(), engineArguments({ outs: [`hdrlog=${prefix}`], script }));
    const { series } = await readMeasurements({ prefixes: [prefix], limits: [] });
    const ours = series
      .filter(({ name }) => name.startsWith('scrt_example'))
      .map((each) => {
        const quantiles = [50, 90, 99, 99.9, 100].map((p) => Math.round(each.distribution.valueAt(p) * 1000));
        return [seriesKey(each), each.distribution.count, ...quantiles].join(' ');
      });
    const theirs = execFileSync('python3', ['-c', READER, `${prefix}.hlog`], { encoding: 'utf8' });
    expect(ours).toHaveLength(3);
    expect(theirs.trim().split('\n')).toEqual(ours);
  },
);
