import { CONTRACT_VERSION } from '../../schemas/generated/operations.ts';
import { readStaff } from '../agents/staff.ts';
import { formatCapacity } from '../capacity/parse.ts';
import { createRequestQueue, type RequestQueue } from '../capacity/request-queue.ts';
import { systemClock, type Clock } from '../clock.ts';
import { createFaults, refusesAll, type Faults } from '../faults/faults.ts';
import { formatPlan } from '../faults/format.ts';
import { DEPLOYMENT } from '../machine/deployment.ts';
import { createRandom } from '../random.ts';
import { createState, type State } from '../machine/state.ts';
import { openToken } from '../machine/tokens.ts';
import { readOperations } from '../prism/document.ts';
import { createPipeline, type PipelineParts } from '../prism/pipeline.ts';
import { createLedger, type Ledger } from '../truth/ledger.ts';
import type { Totals } from '../truth/totals.ts';
import { noTruth, openTruth } from '../truth/writer.ts';
import { startControl } from './control.ts';
import { handle } from './handler.ts';
import { createGate, type Gate } from './gate.ts';
import { createHost, type Host } from './host.ts';
import { listen, type Listener } from './listener.ts';
import { DEFAULTS, type StandInOptions } from './options.ts';

/** A stand-in that runs in this process. */
export interface StandIn extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string;
  /** Undefined when no control port was asked for. */
  readonly controlUrl: string | undefined;
  /** What it has done so far. */
  readonly totals: () => Totals;
  /** Stops listening, ends the streams, and writes the truth's end. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a stand-in.
 *
 * @throws StandInError when a port is busy, the truth cannot be written or the document not read
 */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
  const settings: Settings = { ...DEFAULTS, ...options };
  const clock = options.clock ?? systemClock;
  // Read first: it blocks the event loop, whose delay the ledger measures.
  const operations = await readOperations();
  const random = createRandom(settings.seed).fork('host');
  const queue = settings.capacity && createRequestQueue(settings.capacity, random.fork('capacity'));
  const ledger = await startLedger(settings, clock, queue);
  const faults = createFaults({ random: random.fork('faults'), now: clock.now, record: ledger.fault });
  faults.add(settings.faults ?? []);
  const gate = createGate(clock, faults);
  const state = stateOf(settings);
  const host = createHost({ state, clock, faults, ledger, gate, pingIntervalMs: settings.pingIntervalMs });
  const running = { settings, operations, clock, ledger, faults, host, state, queue, gate };
  const opened: { close(): Promise<void> }[] = [ledger];
  const close = closing(async () => {
    gate.stop();
    host.stop();
    for (const each of opened.toReversed()) await each.close();
  });
  try {
    const listener = await serve(running);
    opened.push(listener);
    const obey = (): void => listener.setListening(!refusesAll(faults.list()));
    obey();
    faults.onChange(obey);
    const { controlPort: port } = settings;
    const control =
      port === undefined ? undefined : await startControl({ port, faults, ledger, now: clock.now });
    if (control !== undefined) opened.push(control);
    return {
      baseUrl: listener.baseUrl,
      controlUrl: control?.url,
      totals: ledger.totals,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Settings = StandInOptions & Required<Pick<StandInOptions, 'port' | 'host' | 'seed' | 'pingIntervalMs'>>;

interface Running {
  readonly settings: Settings;
  readonly operations: PipelineParts['operations'];
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly faults: Faults;
  readonly host: Host;
  readonly state: State;
  readonly queue: RequestQueue | undefined;
  readonly gate: Gate;
}

/** Puts the pipeline behind a port. */
async function serve({
  settings,
  operations,
  clock,
  ledger,
  faults,
  host,
  state,
  queue,
  gate,
}: Running): Promise<Listener> {
  const { onDefect = throwUncaught, requireAuthorization = false } = settings;
  const pipeline = createPipeline({
    operations,
    open: (token) => openToken(state, token, clock.now()),
    requireAuthorization,
    apply: host.apply,
  });
  const onDefects = (operation: string, findings: readonly string[]): void => {
    ledger.undocumented(operation, findings);
    onDefect(`the document does not name this answer to ${operation}: ${findings.join('; ')}`);
  };
  const { sealer } = state;
  const parts = { clock, pipeline, faults, ledger, sealer, queue, gate, onDefects, after: host.follow };
  return listen((request, response) => void handle(request, response, parts), {
    ...settings,
    faults,
    onMalformed: (status) => ledger.begin('malformed')(status),
  });
}

function stateOf(settings: Settings): State {
  const { staff = readStaff(DEFAULTS.agent), prechat, ...rest } = settings;
  return createState({ ...rest, staff, deployment: { ...DEPLOYMENT, ...(prechat && { prechat }) } });
}

function throwUncaught(text: string): void {
  queueMicrotask(() => {
    throw new Error(text);
  });
}

/** Runs once however often it is called. */
function closing(stop: () => Promise<void>): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => (stopped ??= stop());
}

async function startLedger(
  settings: Settings,
  clock: Clock,
  queue: RequestQueue | undefined,
): Promise<Ledger> {
  const { seed, faults = [], truthFile, pingIntervalMs, capacity, staff, prechat } = settings;
  const writer = truthFile === undefined ? noTruth : await openTruth(truthFile);
  const options = {
    agent: staff?.source ?? DEFAULTS.agent,
    faults: faults.map(formatPlan),
    pingIntervalMs,
    hasLimits: settings.hasLimits ?? false,
    prechat,
    tls: settings.tls !== undefined,
    capacity: capacity && formatCapacity(capacity),
    identityKeys: settings.identityKeys?.keys.length ?? 0,
    tokenLifetimeSeconds: settings.tokenLifetimeSeconds,
    requireAuthorization: settings.requireAuthorization ?? false,
  };
  const versions = { node: process.version, contract: CONTRACT_VERSION };
  return createLedger({
    clock,
    writer,
    start: { seed, options, versions },
    more: (kind) => {
      if (queue === undefined) return {};
      return { capacity: kind === 'end' ? queue.summary() : queue.occupancy(clock.precise()) };
    },
  });
}
