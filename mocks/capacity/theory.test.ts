import { describe, expect, test } from 'vitest';
import { sample } from '../latency.ts';
import { createRandom, type Random } from '../random.ts';
import { parseCapacity, type CapacityPlan } from './parse.ts';
import { createServers, type Admission } from './servers.ts';
import {
  arrivalRate,
  batchInterval,
  erlangB,
  erlangC,
  meanWaitMs,
  momentsOf,
  pollaczekKhinchineMs,
  refusedShare,
  waitsLonger,
  type Interval,
} from './theory.fixture.ts';

/** Chosen once, before the first run; each claim makes its own of it and its title. */
const SEED = 20_260_101;
const ARRIVALS = 200_000;

/** Something that theory knows of a system, and how it is measured on ours. */
interface Claim {
  readonly title: string;
  readonly theory: number;
  readonly measure: (run: Run) => ArrayLike<number>;
  /** ARRIVALS when left out; more where waits are long or rare, or else the intervals miss too often. */
  readonly arrivals?: number;
}

interface Seen {
  readonly arrivalMs: number;
  readonly admission: Admission | undefined;
}

interface Run {
  readonly random: Random;
  readonly arrivals: number;
}

interface Built {
  readonly plan: CapacityPlan;
  readonly ratePerMs: number;
}

/** One value per Poisson arrival. */
function perArrival(
  { plan, ratePerMs, random, arrivals }: Built & Run,
  valueOf: (seen: Seen) => number,
): Float64Array {
  const servers = createServers({ plan, random: random.fork('service') });
  const gap = { kind: 'exp', meanMs: 1 / ratePerMs } as const;
  const gaps = random.fork('arrivals');
  let arrivalMs = 0;
  return new Float64Array(arrivals).map(() => {
    arrivalMs += sample(gap, gaps);
    return valueOf({ arrivalMs, admission: servers.admit(arrivalMs) });
  });
}

const waitOf = ({ arrivalMs, admission }: Seen): number => (admission?.startMs ?? Number.NaN) - arrivalMs;

function system(text: string, load: number) {
  const plan = parseCapacity(text);
  const ratePerMs = arrivalRate({ ...plan, load });
  return { ...plan, load, plan, ratePerMs, offered: plan.servers * load };
}

function meanWait(text: string, load: number): Claim {
  const { plan, ratePerMs, ...rest } = system(text, load);
  return {
    title: `mean wait of ${text} at load ${load}`,
    theory: meanWaitMs(rest),
    measure: (run) => perArrival({ plan, ratePerMs, ...run }, waitOf),
  };
}

function waitsLongerThan(ms: number, text: string, load: number): Claim {
  const { plan, ratePerMs, ...rest } = system(text, load);
  return {
    title: `share that waits longer than ${ms} ms for ${text} at load ${load}`,
    theory: waitsLonger(rest, ms),
    measure: (run) => perArrival({ plan, ratePerMs, ...run }, (seen) => Number(waitOf(seen) > ms)),
  };
}

function refused(text: string, load: number): Claim {
  const { plan, ratePerMs, offered, ...rest } = system(text, load);
  return {
    title: `share that ${text} refuses at load ${load}`,
    theory: plan.queue === 0 ? erlangB(plan.servers, offered) : refusedShare(rest, plan.queue ?? 0),
    measure: (run) =>
      perArrival({ plan, ratePerMs, ...run }, ({ admission }) => Number(admission === undefined)),
  };
}

/** Seen at moments that come regularly, twice per mean gap, whatever the arrivals do. */
function overTime(what: keyof ReturnType<typeof timeAverages>, text: string, load: number): Claim {
  const { plan, ratePerMs } = system(text, load);
  return {
    title: `${what} of ${text} at load ${load}`,
    theory: timeAverages(text, load)[what],
    measure: ({ random, arrivals }) => {
      const values: number[] = [];
      const stepMs = 0.5 / ratePerMs;
      let [nextMs, workedMs] = [stepMs, 0];
      const servers = createServers({ plan, random: random.fork('service') });
      const gaps = random.fork('arrivals');
      for (let arrivalMs = 0, count = 0; count < arrivals / 2; count++) {
        arrivalMs += sample({ kind: 'exp', meanMs: 1 / ratePerMs }, gaps);
        for (; nextMs < arrivalMs; nextMs += stepMs) {
          const now = servers.occupancy(nextMs);
          const utilisation = (now.workedMs - workedMs) / (stepMs * plan.servers);
          workedMs = now.workedMs;
          values.push({ waiting: now.waiting, serving: now.serving, utilisation }[what]);
        }
        servers.admit(arrivalMs);
      }
      return values;
    },
  };
}

/** Little's law for the line and for the servers. */
function timeAverages(text: string, load: number) {
  const { queue, ratePerMs, offered, ...rest } = system(text, load);
  const admitted = queue === undefined ? 1 : 1 - refusedShare(rest, queue);
  return {
    waiting: queue === undefined ? ratePerMs * meanWaitMs(rest) : Number.NaN,
    serving: offered * admitted,
    utilisation: load * admitted,
  };
}

const EXP = 'service=exp:20ms';
const CLAIMS: readonly Claim[] = [
  meanWait(`servers=1,${EXP}`, 0.5),
  { ...meanWait(`servers=1,${EXP}`, 0.8), arrivals: 400_000 },
  meanWait(`servers=4,${EXP}`, 0.5),
  { ...meanWait(`servers=4,${EXP}`, 0.8), arrivals: 500_000 },
  { ...meanWait(`servers=16,${EXP}`, 0.5), arrivals: 2_000_000 },
  { ...meanWait(`servers=16,${EXP}`, 0.8), arrivals: 400_000 },
  waitsLongerThan(0, `servers=4,${EXP}`, 0.5),
  waitsLongerThan(0, `servers=4,${EXP}`, 0.8),
  waitsLongerThan(10, `servers=4,${EXP}`, 0.8),
  { ...waitsLongerThan(40, `servers=4,${EXP}`, 0.8), arrivals: 800_000 },
  meanWait('servers=1,service=20ms', 0.7),
  meanWait('servers=1,service=uniform:0ms..40ms', 0.7),
  { ...meanWait('servers=1,service=lognormal:15ms/90ms', 0.7), arrivals: 400_000 },
  { ...meanWait('servers=1,service=slow:0.1:200ms', 0.7), arrivals: 400_000 },
  refused(`servers=4,${EXP},queue=0`, 0.8),
  // Erlang B holds for any service time.
  refused('servers=4,service=lognormal:15ms/90ms,queue=0', 0.8),
  refused('servers=16,service=20ms,queue=0', 1.2),
  refused(`servers=4,${EXP},queue=3`, 0.8),
  refused(`servers=4,${EXP},queue=10`, 1.5),
  overTime('waiting', `servers=4,${EXP}`, 0.8),
  overTime('waiting', `servers=1,service=uniform:0ms..40ms`, 0.7),
  overTime('serving', `servers=4,${EXP}`, 0.8),
  overTime('utilisation', `servers=4,${EXP}`, 0.8),
  overTime('utilisation', `servers=4,${EXP},queue=3`, 1.5),
];

const LOGNORMAL = parseCapacity('servers=1,service=lognormal:15ms/90ms').service;
const FOUR = meanWait(`servers=4,${EXP}`, 0.5);

/** Systems that are not what they say. */
const WRONG: readonly Claim[] = [
  unlike(FOUR, 'fixed service', system('servers=4,service=20ms', 0.5)),
  unlike(FOUR, 'servers that are freed 5 % late', {
    plan: parseCapacity('servers=4,service=exp:21ms'),
    ratePerMs: system(`servers=4,${EXP}`, 0.5).ratePerMs,
  }),
  unlike(FOUR, 'two halves with a line each', system(`servers=2,${EXP}`, 0.5)),
  unlike(
    { ...meanWait('servers=1,service=lognormal:15ms/90ms', 0.7), arrivals: 400_000 },
    'exponential service',
    system(`servers=1,service=exp:${momentsOf(LOGNORMAL).meanMs}ms`, 0.7),
  ),
];

/** The claim of one system, measured on another. */
function unlike(claim: Claim, wrong: string, built: Built): Claim {
  return {
    ...claim,
    title: `${wrong} by the ${claim.title}`,
    measure: (run) => perArrival({ ...built, ...run }, waitOf),
  };
}

const holds = ({ low, high }: Interval, value: number): boolean => low <= value && value <= high;

describe('under Poisson arrivals', () => {
  test.each(CLAIMS)(
    'has the $title that theory states',
    ({ title, theory, measure, arrivals = ARRIVALS }) => {
      const interval = batchInterval(measure({ random: createRandom(SEED).fork(title), arrivals }));
      expect({ ...interval, theory, holds: holds(interval, theory) }).toMatchObject({ holds: true });
    },
  );

  test.each(WRONG)('tells $title', ({ title, theory, measure, arrivals = ARRIVALS }) => {
    const interval = batchInterval(measure({ random: createRandom(SEED).fork(title), arrivals }));
    expect({ ...interval, theory, holds: holds(interval, theory) }).toMatchObject({ holds: false });
  });
});

describe('the formulas', () => {
  test('agree with the published values of Erlang B and C', () => {
    expect(erlangB(1, 1)).toBeCloseTo(1 / 2, 12);
    expect(erlangB(2, 1)).toBeCloseTo(1 / 5, 12);
    expect(erlangB(10, 5)).toBeCloseTo(0.018385, 6);
    expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 12);
    expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
    expect(erlangC(10, 5)).toBeCloseTo(0.036105, 6);
  });

  test('hold for 10,000 servers, where powers and factorials overflow', () => {
    expect(erlangB(10_000, 10_000)).toBeCloseTo(Math.sqrt(2 / (Math.PI * 10_000)), 4);
    expect(erlangC(10_000, 9_900)).toBeGreaterThan(0);
    expect(erlangC(10_000, 9_900)).toBeLessThan(1);
  });

  test('meet where two of them describe the same system', () => {
    const single = { servers: 1, load: 0.8, service: { kind: 'exp', meanMs: 20 } } as const;
    expect(meanWaitMs(single)).toBeCloseTo(80, 9);
    expect(pollaczekKhinchineMs(single)).toBeCloseTo(80, 9);
    expect(meanWaitMs({ ...single, service: { kind: 'fixed', ms: 20 } })).toBeCloseTo(40, 9);
    expect(waitsLonger({ ...single, servers: 4 }, 0)).toBe(erlangC(4, 3.2));
    expect(refusedShare({ ...single, servers: 4 }, 0)).toBe(erlangB(4, 3.2));
    expect(refusedShare(single, 500)).toBeCloseTo(0, 12);
    expect(refusedShare({ ...single, load: 2 }, 500)).toBeCloseTo(1 / 2, 12);
  });

  test('refuse a system that none of them describes', () => {
    const service = { kind: 'fixed', ms: 20 } as const;
    expect(() => meanWaitMs({ servers: 2, load: 0.5, service })).toThrow('M/G/c');
  });

  test.each(['20ms', 'exp:20ms', 'uniform:10ms..50ms', 'lognormal:15ms/90ms', 'slow:0.1:200ms'])(
    'have the moments of %s',
    (text) => {
      const { service } = parseCapacity(`servers=1,service=${text}`);
      const random = createRandom(SEED).fork(text);
      const draws = new Float64Array(ARRIVALS).map(() => sample(service, random));
      const { meanMs, squareMs } = momentsOf(service);
      expect(holds(batchInterval(draws), meanMs)).toBe(true);
      expect(holds(batchInterval(draws.map((ms) => ms ** 2)), squareMs)).toBe(true);
    },
  );
});

describe('the interval', () => {
  test('is the one of the means of 20 batches', () => {
    const values = Array.from({ length: 200 }, (_, index) => Math.floor(index / 10) + 1);
    const { mean, low, high } = batchInterval([...Array<number>(23).fill(1e9), ...values]);
    expect(mean).toBe(10.5);
    expect(high - mean).toBeCloseTo(2.860935 * Math.sqrt(35 / 20), 9);
    expect(mean - low).toBeCloseTo(high - mean, 9);
  });
});
