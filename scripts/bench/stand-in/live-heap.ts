import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { HarnessError } from '../../errors.ts';

/** What has a Node process say where its inspector listens, on this machine and a free port. */
export const INSPECTED = ['--inspect=127.0.0.1:0'];

/** What a process holds that is alive, as opposed to what V8 keeps of the machine's memory. */
export interface LiveHeap extends Disposable {
  /** MB of the heap, after a collection that this forces. */
  megabytes(): Promise<number>;
}

const TRIES = 100;
const POLL_MS = 50;

/**
 * Connects to the inspector of a process that was started with `INSPECTED`.
 *
 * @param logFile where its stderr goes
 * @throws HarnessError when it does not say where its inspector listens
 */
export async function openLiveHeap(logFile: string): Promise<LiveHeap> {
  const socket = new WebSocket(await addressIn(logFile));
  await once(socket, 'open');
  let asked = 0;
  const ask = async (method: string): Promise<{ readonly usedSize?: number }> => {
    asked += 1;
    const id = asked;
    const { promise, resolve, reject } = Promise.withResolvers<{ readonly usedSize?: number }>();
    const onMessage = ({ data }: MessageEvent): void => {
      const answer = JSON.parse(String(data)) as { readonly id?: number; readonly result?: object };
      if (answer.id === id) resolve(answer.result ?? {});
    };
    const onClose = (): void => reject(new HarnessError('harness', 'its inspector went away'));
    socket.addEventListener('message', onMessage);
    socket.addEventListener('close', onClose);
    socket.send(JSON.stringify({ id, method }));
    try {
      return await promise;
    } finally {
      socket.removeEventListener('message', onMessage);
      socket.removeEventListener('close', onClose);
    }
  };
  return {
    megabytes: async () => {
      await ask('HeapProfiler.collectGarbage');
      const { usedSize = NaN } = await ask('Runtime.getHeapUsage');
      return usedSize / 1e6;
    },
    [Symbol.dispose]: () => socket.close(),
  };
}

async function addressIn(logFile: string): Promise<string> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const [address] = /ws:\/\/127\.0\.0\.1:\S+/.exec(readFileSync(logFile, 'utf8')) ?? [];
    if (address !== undefined) return address;
    await wait(POLL_MS);
  }
  throw new HarnessError('harness', `it does not say where its inspector listens, see ${logFile}`);
}
