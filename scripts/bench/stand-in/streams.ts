import { setTimeout as wait } from 'node:timers/promises';
import { HarnessError } from '../../errors.ts';
import type { Bench, PartResult, Row } from '../bench.ts';
import { measureHolds, type Holder } from '../holds.ts';
import { residentMegabytes } from '../proc.ts';
import { createCaller, newTokens } from './caller.ts';
import { startPeer } from './peer.ts';
import { startStandIn, type Served } from './served.ts';
import { openTabs } from './tabs.ts';
import { openStreamsOf } from './truth.ts';

/** A server, and how memory with open streams is read of it. */
interface Server extends Holder {
  readonly hold: (bench: Bench, streams: number) => Promise<number>;
}

/** Each stream has been pinged once by then. */
const SETTLE_MS = 12_000;

/** Memory of servers that hold streams on which only pings happen, each of a guest of its own. */
export async function measureStreams(bench: Bench): Promise<PartResult> {
  const sizes = bench.quick ? [200, 1_000] : [1_000, 10_000];
  const holders: readonly Server[] = [
    { label: 'stand-in', sizes, hold: holdStandIn },
    { label: 'bare Node', sizes, hold: holdPeer },
  ];
  const rows = await measureHolds(bench, {
    part: 'streams',
    holders,
    hold: (server, streams) => server.hold(bench, streams),
  });
  return {
    title: 'Open streams: resident memory of the server (goal: at most 30 KB each)',
    rows: [...rows.flat(), costRow(rows)],
  };
}

async function holdStandIn(bench: Bench, streams: number): Promise<number> {
  await using standIn = await startStandIn(bench);
  using caller = createCaller(standIn.baseUrl);
  const tokens = await newTokens(caller, streams);
  const open = async () => openStreamsOf(standIn.truth());
  return await held(bench, standIn, { streams, tokens, open });
}

async function holdPeer(bench: Bench, streams: number): Promise<number> {
  await using peer = await startPeer(bench);
  return await held(bench, peer, { streams, tokens: [], open: async () => (await peer.state()).open });
}

async function held(
  bench: Bench,
  { pid, baseUrl }: Served,
  {
    streams,
    tokens,
    open,
  }: { readonly streams: number; readonly tokens: readonly string[]; readonly open: () => Promise<number> },
): Promise<number> {
  await using owned = new AsyncDisposableStack();
  owned.use(await openTabs(bench, { baseUrl, streams, tokens }));
  await wait(SETTLE_MS, undefined, { signal: bench.signal });
  const megabytes = residentMegabytes(pid);
  const stayed = await open();
  if (stayed === streams) return megabytes;
  throw new HarnessError('harness', `only ${stayed} of ${streams} streams stayed open`);
}

/** What a stream costs the stand-in beside the peer, within each round. */
function costRow(rows: readonly (readonly Row[])[]): Row {
  const label = 'each, stand-in / bare Node';
  const [ours, theirs] = rows.map((those) => those.at(-1));
  if (ours === undefined || theirs === undefined || !('values' in ours && 'values' in theirs))
    return { label, notMeasured: 'a size that it needs is missing' };
  return { label, values: ours.values.map((each, round) => each / (theirs.values[round] ?? NaN)), unit: '×' };
}
