import { expect, test } from 'vitest';
import { sample } from '../latency.ts';
import { createRandom } from '../random.ts';
import { parseCapacity, type CapacityPlan } from './parse.ts';
import { createServers, type Admission, type Servers } from './servers.ts';

const EPOCH_MS = 1_764_000_000_000;

interface Admitted extends Admission {
  readonly arrivalMs: number;
}

function serversOf(text: string): Servers {
  return createServers({ plan: parseCapacity(text), random: createRandom(1) });
}

function admitAll(text: string, arrivals: readonly number[]): readonly (Admission | undefined)[] {
  return arrivals.map(serversOf(text).admit);
}

/** Poisson, in ms since 1970. */
function arrivalsOf(count: number, gapMs: number): readonly number[] {
  const random = createRandom(2);
  let ms = EPOCH_MS;
  return Array.from({ length: count }, () => (ms += sample({ kind: 'exp', meanMs: gapMs }, random)));
}

/** The same system, written as it is said: every server and everybody who waits is looked at each time. */
function admitPlainly(plan: CapacityPlan, arrivals: readonly number[]): readonly (Admission | undefined)[] {
  const random = createRandom(1);
  const freeAt = Array.from({ length: plan.servers }, () => 0);
  let starts: readonly number[] = [];
  return arrivals.map((arrivalMs) => {
    const serviceMs = sample(plan.service, random);
    const first = freeAt.indexOf(Math.min(...freeAt));
    const startMs = Math.max(arrivalMs, freeAt[first] ?? 0);
    starts = starts.filter((ms) => ms > arrivalMs);
    if (startMs > arrivalMs && starts.length >= (plan.queue ?? Infinity)) return undefined;
    starts = [...starts, startMs];
    freeAt[first] = startMs + serviceMs;
    return { startMs, departureMs: startMs + serviceMs };
  });
}

test('starts the first that came on the first server that is free', () => {
  expect(admitAll('servers=2,service=10ms', [0, 0, 0, 5, 20, 100])).toEqual([
    { startMs: 0, departureMs: 10 },
    { startMs: 0, departureMs: 10 },
    { startMs: 10, departureMs: 20 },
    { startMs: 10, departureMs: 20 },
    { startMs: 20, departureMs: 30 },
    { startMs: 100, departureMs: 110 },
  ]);
});

test.each([
  ['servers=1,service=exp:20ms', 22],
  ['servers=2,service=lognormal:15ms/90ms', 10],
  ['servers=3,service=uniform:0ms..40ms,queue=0', 6],
  ['servers=7,service=exp:20ms,queue=5', 2],
  ['servers=64,service=slow:0.1:200ms', 0.3],
  ['servers=100,service=20ms,queue=20', 0.15],
])('admits and refuses as the plain model does: %s', (text, gapMs) => {
  const arrivals = arrivalsOf(3000, gapMs);
  expect(admitAll(text, arrivals)).toEqual(admitPlainly(parseCapacity(text), arrivals));
});

test('serves 10,000 at a time, and the next when the first of them is done', () => {
  const admissions = admitAll('servers=10000,service=exp:20ms', Array<number>(10_001).fill(0));
  const departures = admissions.slice(0, -1).map((admission) => admission?.departureMs ?? Number.NaN);
  expect(admissions.slice(0, -1).every((admission) => admission?.startMs === 0)).toBe(true);
  expect(admissions.at(-1)?.startMs).toBe(Math.min(...departures));
});

test('refuses who finds the waiting room full, until one of them has started', () => {
  const starts = admitAll('servers=1,service=10ms,queue=2', [0, 1, 2, 3, 9.999, 10, 11, 35]);
  expect(starts.map((admission) => admission?.startMs)).toEqual([
    0,
    10,
    20,
    undefined,
    undefined,
    30,
    undefined,
    40,
  ]);
});

test('lets nobody wait without a waiting room, and who comes as a server gets free need not', () => {
  const starts = admitAll('servers=1,service=10ms,queue=0', [0, 9.999, 10]);
  expect(starts.map((admission) => admission?.startMs)).toEqual([0, undefined, 10]);
});

test('gives the n-th arrival the same service time whatever the servers and the waiting room', () => {
  const arrivals = arrivalsOf(1000, 5);
  const serviceOf = (admission: Admission | undefined): number =>
    admission === undefined ? Number.NaN : admission.departureMs - admission.startMs;
  const many = admitAll('servers=100,service=exp:20ms', arrivals).map(serviceOf);
  const few = admitAll('servers=2,service=exp:20ms,queue=1', arrivals).map(serviceOf);
  const differences = few
    .map((ms, index) => Math.abs(ms - (many[index] ?? 0)))
    .filter((ms) => !Number.isNaN(ms));
  expect(differences.length).toBeLessThan(900);
  // A time since 1970 in a double is good to a quarter of a microsecond.
  expect(Math.max(...differences)).toBeLessThan(0.001);
});

test('counts an arrival from before an earlier one as that one, when the clock goes back', () => {
  const text = 'servers=2,service=exp:20ms,queue=3';
  expect(admitAll(text, [100, 40, 110, -5, 110, Number.NaN, 1000])).toEqual(
    admitAll(text, [100, 100, 110, 110, 110, 110, 1000]),
  );
});

test('knows how many are served and wait, and what was worked off, at any moment', () => {
  const arrivals = arrivalsOf(400, 5);
  const servers = serversOf('servers=4,service=exp:20ms,queue=6');
  const admitted: Admitted[] = [];
  for (const [index, arrivalMs] of arrivals.entries()) {
    const admission = servers.admit(arrivalMs);
    if (admission !== undefined) admitted.push({ arrivalMs, ...admission });
    const untilMs = arrivals[index + 1] ?? arrivalMs + 1000;
    for (const ms of [arrivalMs, (arrivalMs + untilMs) / 2, untilMs]) {
      const { serving, waiting, workedMs } = servers.occupancy(ms);
      expect(serving).toBe(
        admitted.filter(({ startMs, departureMs }) => startMs <= ms && ms < departureMs).length,
      );
      expect(waiting).toBe(admitted.filter(({ startMs }) => ms < startMs).length);
      expect(workedMs).toBeCloseTo(
        admitted.reduce((sum, each) => sum + Math.max(0, Math.min(ms, each.departureMs) - each.startMs), 0),
        0,
      );
    }
  }
});

test('loses no work and lets no server rest while one waits, with the waiting room full', () => {
  const servers = serversOf('servers=3,service=lognormal:15ms/90ms,queue=4');
  const full = { serving: 3, waiting: 4 };
  let [admittedMs, timesFull, refused] = [0, 0, 0];
  for (const arrivalMs of arrivalsOf(5000, 5)) {
    const before = servers.occupancy(arrivalMs);
    const admission = servers.admit(arrivalMs);
    if (before.waiting > 0) expect(before.serving).toBe(full.serving);
    expect(admission === undefined).toBe(before.waiting === full.waiting);
    if (before.waiting === full.waiting) timesFull++;
    if (admission === undefined) refused++;
    else admittedMs += admission.departureMs - admission.startMs;
  }
  expect(refused).toBe(timesFull);
  expect(refused).toBeGreaterThan(1000);
  expect(servers.busyMs()).toBeCloseTo(admittedMs, -1);
  expect(servers.occupancy(Infinity)).toEqual({ serving: 0, waiting: 0, workedMs: servers.busyMs() });
});

test('answers for a moment before the last arrival as of that arrival, and changes nothing', () => {
  const servers = serversOf('servers=1,service=10ms');
  for (const ms of [100, 100, 100]) servers.admit(ms);
  expect(servers.occupancy(105)).toEqual({ serving: 1, waiting: 2, workedMs: 5 });
  expect(servers.occupancy(130)).toEqual({ serving: 0, waiting: 0, workedMs: 30 });
  expect(servers.occupancy(1e9)).toEqual({ serving: 0, waiting: 0, workedMs: 30 });
  expect(servers.occupancy(5)).toEqual({ serving: 1, waiting: 2, workedMs: 0 });
  expect(servers.admit(100)).toEqual({ startMs: 130, departureMs: 140 });
});

test('starts idle', () => {
  const servers = serversOf('servers=4,service=10ms');
  expect(servers.busyMs()).toBe(0);
  expect(servers.occupancy(0)).toEqual({ serving: 0, waiting: 0, workedMs: 0 });
});
