import { createRandom } from '../../../mocks/random.ts';
import { startStandIn, type StandIn } from '../../../mocks/server/stand-in.ts';
import type { StandInOptions } from '../../../mocks/server/options.ts';
import { loadTarget, locate } from '../../k6/target.ts';
import { createCustomerSystem } from '../customer.ts';
import { createOpenConversations } from '../open-conversations.ts';
import { createPace } from '../pace.ts';
import { createRecorder, type RecordedViolation, type Recorder } from '../recorder.ts';
import type { Session } from '../session.ts';
import type { ContractCase } from './case.ts';

/** The same for all tests: a key takes a while to make. */
export const CUSTOMERS = createCustomerSystem();

/** A stand-in that knows the customers. */
export function startKnowing(options: StandInOptions = {}): Promise<StandIn> {
  return startStandIn({ identityKeys: CUSTOMERS.keys, ...options });
}

/** Runs cases one after the other against whatever listens. */
export async function runCases(
  cases: readonly ContractCase[],
  baseUrl: string,
  { seed = 1, ...options }: Partial<Session> & { readonly seed?: number } = {},
): Promise<Recorder> {
  const recorder = createRecorder();
  const session: Session = {
    target: {
      ...locate(loadTarget('stand-in'), baseUrl),
      timeouts: { operationMs: 5_000, awaitedEventMs: 300 },
    },
    recorder,
    pace: createPace(undefined),
    random: createRandom(seed),
    isOwn: true,
    expiredToken: undefined,
    opened: createOpenConversations(),
    identify: CUSTOMERS.identify,
    ...options,
  };
  for (const { id, run } of cases) await run({ ...session, random: session.random.fork(id) });
  return recorder;
}

/** A case by its id. @throws Error when there is none */
export function caseOf(cases: readonly ContractCase[], id: string): ContractCase {
  const found = cases.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no case ${id}`);
  return found;
}

/** The violations of one rule. */
export function breaches(recorder: Recorder, rule: string): readonly RecordedViolation[] {
  return recorder.violations.filter((each) => each.rule === rule);
}
