import { join } from 'node:path';
import { HarnessError } from '../../errors.ts';
import { startChild, type Child } from '../../process/child.ts';
import type { Bench } from '../bench.ts';
import { lastWords } from './node-child.ts';

/** One request, over and over. */
export interface AskPlan {
  readonly url: string;
  readonly body: string;
  /** What every answer must contain. */
  readonly expect: string;
  readonly connections: number;
  readonly seconds: number;
  readonly marginSeconds: number;
}

/** What the closed loop has seen in its window. */
export interface AskReport {
  readonly measured: number;
  /** Of an answer, in ms. */
  readonly p50: number;
  readonly p99: number;
}

/** A closed loop in a process of its own, the Go tool. */
export interface Asker extends AsyncDisposable {
  readonly child: Child;
  /** Settles when its connections are there. */
  readonly begun: Promise<void>;
  /** Waits for its end. @throws HarnessError for an answer that was not as expected */
  report(): Promise<AskReport>;
}

/** Starts to ask. */
export function startAsker(bench: Bench, plan: AskPlan): Asker {
  const lines: string[] = [];
  const first = Promise.withResolvers<void>();
  const logFile = join(bench.folder, 'ask.log');
  const { url, body, expect, connections, seconds, marginSeconds: margin } = plan;
  const child = startChild({
    command: bench.tool,
    args: ['ask', ...Object.entries({ url, body, expect, connections, seconds, margin }).map(flag)],
    logFile,
    onLine: (line) => {
      lines.push(line);
      first.resolve();
    },
  });
  const report = async () => {
    const { code } = await child.exit;
    if (code !== 0) throw new HarnessError('harness', lastWords(logFile));
    return JSON.parse(lines.at(-1) ?? '') as AskReport;
  };
  const begun = Promise.race([first.promise, child.exit.then(() => undefined)]);
  return { child, begun, report, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}

function flag([name, value]: readonly [string, string | number]): string {
  return `--${name}=${value}`;
}
