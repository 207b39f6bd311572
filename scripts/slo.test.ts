import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { parseSlos } from './slo.ts';

const DEFAULT = new URL('../scenarios/slo/default.yaml', import.meta.url);
const SLO = `apiVersion: openslo/v1
kind: SLO
metadata:
  name: message
spec:
  service: enhanced-chat
  indicator:
    spec:
      thresholdMetric:
        metricSource:
          type: scrt-bench
          spec:
            metric: scrt_operation_duration
            tags: { operation: sendMessage, tab: 1 }
  objectives:
    - op: lte
      value: 250
      targetPercent: 99.9
`;

function parse(...texts: readonly string[]): ReturnType<typeof parseSlos> {
  return parseSlos(texts.map((text, index) => ({ path: `slo/${index + 1}.yaml`, text })));
}

describe('parseSlos', () => {
  test('reads a threshold objective in milliseconds', () => {
    expect(parse(SLO)).toEqual([
      {
        name: 'message',
        displayName: 'message',
        slo: 'message',
        target: 0.999,
        indicator: {
          kind: 'threshold',
          metric: 'scrt_operation_duration',
          tags: { operation: 'sendMessage', tab: '1' },
          thresholdMs: 250,
        },
      },
    ]);
  });

  test('reads the default objectives, each of its own name', () => {
    const names = parse(readFileSync(DEFAULT, 'utf8')).map((each) => each.name);
    expect(names).toEqual([
      'token',
      'continuation',
      'stream-open',
      'create',
      'first-event',
      'message',
      'echo',
      'reply',
      'delivery',
      'answered',
    ]);
  });

  test.each([
    [
      'an unknown metric, naming the nearest',
      ['scrt_operation_duration', 'scrt_operation_durations'],
      'slo/1.yaml:13: spec.indicator.spec.thresholdMetric.metricSource.spec.metric: scrt_operation_durations is no latency metric (did you mean scrt_operation_duration?)',
    ],
    ['an unknown tag', ['tab: 1', 'guest: 1'], 'slo/1.yaml:14'],
    [
      'an operator that is not lte',
      ['op: lte', 'op: gt'],
      'slo/1.yaml:16: spec.objectives[0].op: found "gt"; allowed: "lte"',
    ],
    [
      'a missing value',
      ['      value: 250\n', ''],
      'spec.objectives[0].value: is missing; allowed: op: lte and value: <milliseconds>',
    ],
    ['a missing target', ['      targetPercent: 99.9\n', ''], 'spec.objectives[0]: has no target'],
    [
      'two targets',
      ['targetPercent: 99.9', 'targetPercent: 99.9\n      target: 0.9'],
      'has both target and targetPercent',
    ],
    ['a target of 100 %', ['99.9', '100'], 'targetPercent: found 100; allowed: less than 100'],
    [
      'another metric source',
      ['type: scrt-bench', 'type: Prometheus'],
      'found "Prometheus"; allowed: "scrt-bench"',
    ],
    [
      'another version',
      ['openslo/v1', 'openslo/v2'],
      'slo/1.yaml:1: apiVersion: found "openslo/v2"; allowed: "openslo/v1"',
    ],
    [
      'an unknown operation',
      ['operation: sendMessage', 'operation: sendMesage'],
      'sendMesage is no operation (did you mean sendMessage?)',
    ],
    [
      'a second objective of a threshold',
      ['    - op', '    - { op: lte, value: 1, target: 0.5 }\n    - op'],
      'spec.objectives[1]: is a second objective',
    ],
  ])('rejects %s', (_what, [old = '', replacement = ''], message) => {
    expect(() => parse(SLO.replace(old, replacement))).toThrow(message);
  });

  test('rejects two SLOs of one name', () => {
    expect(() => parse(SLO, SLO)).toThrow(
      'slo/2.yaml:4: metadata.name: message is the name of another SLO (slo/1.yaml)',
    );
  });

  test('rejects a ratio that counts the same twice, and so could not fail', () => {
    const source = 'metricSource: { type: scrt-bench, spec: { metric: scrt_events } }';
    const ratio = `ratioMetric: { good: { ${source} }, total: { ${source} } }`;
    const text = SLO.replace(/thresholdMetric:[\s\S]*?(?= {2}objectives)/, `${ratio}\n`).replace(
      /- op: lte\n +value: 250\n +/,
      '- ',
    );
    expect(() => parse(text)).toThrow('it could not fail');
  });

  test('rejects a ratio of good and bad', () => {
    const source = 'metricSource: { type: scrt-bench, spec: { metric: scrt_events } }';
    const ratio = `ratioMetric: { good: { ${source} }, bad: { ${source} }, total: { ${source} } }`;
    const text = SLO.replace(/thresholdMetric:[\s\S]*?(?= {2}objectives)/, `${ratio}\n`).replace(
      /- op: lte\n +value: 250\n +/,
      '- ',
    );
    expect(() => parse(text)).toThrow('has both good and bad');
  });
});
