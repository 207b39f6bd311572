import { CONTRACT_VERSION } from '../../schemas/generated/operations.ts';
import { systemClock, type Clock } from '../clock.ts';
import { formatDistribution } from '../latency.ts';
import { createFaults, type Faults } from '../faults/faults.ts';
import { createRandom, type Random } from '../machine/random.ts';
import { createState } from '../machine/state.ts';
import type { TokenSealer } from '../machine/token.ts';
import { readOperations } from '../prism/document.ts';
import { createPipeline, type PipelineParts } from '../prism/pipeline.ts';
import { createLedger, type Ledger } from '../truth/ledger.ts';
import type { Totals } from '../truth/totals.ts';
import { noTruth, openTruth } from '../truth/writer.ts';
import { handle } from './handler.ts';
import { listen, type Listener, type Place } from './listener.ts';
import { DEFAULTS, type StandInOptions } from './options.ts';
import { createHost, type Host } from './host.ts';

/** A stand-in that runs in this process. */
export interface StandIn extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string;
  /** What it has done so far. */
  readonly totals: () => Totals;
  /** Stops listening, ends the streams, and writes the truth's end. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a stand-in.
 *
 * @throws StandInError when the port is busy, the truth cannot be written or the document not read
 */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const settings = { ...DEFAULTS, ...options };
  const clock = options.clock ?? systemClock;
  const { seed } = settings;
  // Read first: it blocks the event loop, whose delay the ledger measures.
  const operations = await readOperations();
  const ledger = await startLedger(settings, clock);
  const random = createRandom(seed).fork('host');
  const faults = createFaults({
    plans: settings.faults ?? [],
    random: random.fork('faults'),
    startedAt: clock.now(),
    record: ledger.fault,
  });
  const state = createState(settings);
  const host = createHost({ state, clock, faults, ledger, pingIntervalMs: settings.pingIntervalMs });
  try {
    const parts = { settings, operations, clock, ledger, faults, host, sealer: state.sealer };
    const listener = await serve(parts, random.fork('latency'));
    if (faults.refusesAll) listener.refuse();
    const close = closing(async () => {
      host.stop();
      await listener.close();
      await ledger.close();
    });
    return { baseUrl: listener.baseUrl, totals: ledger.totals, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    host.stop();
    await ledger.close();
    throw error;
  }
}

interface Running {
  readonly settings: StandInOptions & Place;
  readonly operations: PipelineParts['operations'];
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly host: Host;
  readonly sealer: TokenSealer;
}

/** Puts the pipeline behind a port. */
async function serve(
  { settings, operations, clock, ledger, faults, host, sealer }: Running,
  chances: Random,
): Promise<Listener> {
  const { latency = {}, onDefect } = settings;
  const pipeline = createPipeline({ operations, sealer, now: clock.now, apply: host.apply });
  const onDefects = (operation: string, findings: readonly string[]): void => {
    ledger.undocumented(operation, findings);
    onDefect?.(`the document does not name this answer to ${operation}: ${findings.join('; ')}`);
  };
  const parts = { clock, pipeline, faults, ledger, latency, chances, onDefects, after: host.follow };
  return listen((request, response) => void handle(request, response, parts), { ...settings, faults });
}

/** Runs once however often it is called. */
function closing(stop: () => Promise<void>): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => (stopped ??= stop());
}

async function startLedger(
  settings: StandInOptions & { readonly seed: number },
  clock: Clock,
): Promise<Ledger> {
  const { seed, latency = {}, faults = [], truthFile, pingIntervalMs, thinkTime } = settings;
  const writer = truthFile === undefined ? noTruth : await openTruth(truthFile);
  const versions = { node: process.version, contract: CONTRACT_VERSION };
  const times = Object.fromEntries(
    Object.entries(latency).map(([operation, time]) => [operation, formatDistribution(time)]),
  );
  return createLedger({
    clock,
    writer,
    start: {
      seed,
      options: {
        latency: times,
        faults,
        pingIntervalMs,
        thinkTime: thinkTime && formatDistribution(thinkTime),
      },
      versions,
    },
  });
}
