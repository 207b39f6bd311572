import { join } from 'node:path';
import { headersOf, streamCall, urlOf } from '../../../schemas/requests.ts';
import { HarnessError } from '../../errors.ts';
import { startChild, type Child } from '../../process/child.ts';
import type { Bench } from '../bench.ts';
import { targetAt } from './caller.ts';
import { lastWords } from './node-child.ts';

/** Streams that are to be held. */
export interface TabsPlan {
  readonly baseUrl: string;
  readonly streams: number;
  /** Of the guests, who take the streams in turn. */
  readonly tokens: readonly string[];
}

/** Open streams in a process of their own, all read as fast as they come. */
export interface Tabs extends AsyncDisposable {
  readonly child: Child;
  /** Waits until the server has ended them all; the events that arrived, pings not counted. */
  received(): Promise<number>;
}

/** They are ended by the server, or by us. */
const HOLD_SECONDS = 3_600;

/**
 * Opens the streams with the bare client in Go, and waits for the head of every answer.
 *
 * @throws HarnessError when one does not open
 */
export async function openTabs(bench: Bench, { baseUrl, streams, tokens }: TabsPlan): Promise<Tabs> {
  const target = targetAt(baseUrl);
  const made = streamCall(target, 'none');
  const { accept: _, authorization: __, ...headers } = headersOf(target, made);
  const lines: string[] = [];
  const first = Promise.withResolvers<'open'>();
  const logFile = join(bench.folder, 'tabs.log');
  await using owned = new AsyncDisposableStack();
  const child = owned.use(
    startChild({
      command: bench.tool,
      args: [
        'bare',
        `--url=${urlOf(target, made)}`,
        `--streams=${streams}`,
        `--seconds=${HOLD_SECONDS}`,
        `--tokens=${tokens.length}`,
        ...Object.entries(headers).map(([name, value]) => `--header=${name}: ${value}`),
      ],
      input: tokens.map((token) => `${token}\n`).join(''),
      logFile,
      onLine: (line) => {
        lines.push(line);
        first.resolve('open');
      },
    }),
  );
  if ((await Promise.race([first.promise, child.exit])) !== 'open')
    throw new HarnessError('harness', lastWords(logFile));
  const received = async () => {
    const { code } = await child.exit;
    if (code !== 0) throw new HarnessError('harness', lastWords(logFile));
    return (JSON.parse(lines.at(-1) ?? '') as { readonly events: number }).events;
  };
  owned.move();
  return { child, received, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}
