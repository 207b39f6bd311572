import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.ts';
import { freePort } from './free-port.ts';
import { startNodeProgram } from './node-child.ts';
import type { Served } from './served.ts';

/** A bare server of event streams, the floor that a stand-in in Node can reach. */
export interface Peer extends Served {
  state(): Promise<PeerState>;
  /** Writes frames at this rate from now on, 0 ends it. */
  write(framesPerSecond: number): Promise<void>;
}

/** What the peer says of itself; frames since its start. */
export interface PeerState {
  readonly open: number;
  readonly frames: number;
}

const ENTRY = fileURLToPath(new URL('sse-peer.ts', import.meta.url));

/** Starts one whose frames have that many bytes. */
export async function startPeer(bench: Bench, frameBytes = 1_000): Promise<Peer> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const state = async () => (await (await fetch(`${baseUrl}/state`)).json()) as PeerState;
  const child = await startNodeProgram(bench, {
    name: 'sse-peer',
    args: [ENTRY, `--port=${port}`, `--frame-bytes=${frameBytes}`],
    serves: async () =>
      state().then(
        () => true,
        () => false,
      ),
  });
  return {
    pid: child.pid,
    baseUrl,
    state,
    write: async (framesPerSecond) => void (await fetch(`${baseUrl}/write?per-second=${framesPerSecond}`)),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
