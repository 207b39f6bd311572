import { createRandom } from '../../mocks/random.ts';
import type { Mark } from '../../schemas/mark.ts';
import type { RequestTarget } from '../../schemas/requests.ts';
import { authenticationCases } from './cases/authentication.ts';
import type { CaseKind, ContractCase, Known } from './cases/case.ts';
import { conversationCases } from './cases/conversations.ts';
import { derivedCases } from './cases/derived.ts';
import { listCases } from './cases/lists.ts';
import { positiveCases } from './cases/positive.ts';
import { streamCases } from './cases/stream.ts';
import { tokenCases } from './cases/tokens.ts';
import { createOpenConversations } from './open-conversations.ts';
import { createPace } from './pace.ts';
import { createRecorder, merged, type LeftOut, type Seen } from './recorder.ts';
import { NoToken, type Identify, type Session } from './session.ts';

/** Every case, in the order in which they run. */
export const CASES: readonly ContractCase[] = [
  ...tokenCases,
  ...positiveCases,
  ...derivedCases,
  ...authenticationCases,
  ...conversationCases,
  ...listCases,
  ...streamCases,
];

/** How one case went. */
export interface CaseOutcome {
  readonly id: string;
  readonly operation: string;
  readonly kind: CaseKind;
  /** Marks of the rules that it found broken; whether that fails the target is the gate's to say. */
  readonly broken: readonly Mark[];
}

/** What a check of the contract found. */
export interface ContractCheck {
  readonly cases: readonly CaseOutcome[];
  readonly seen: Seen;
  /** Ids of conversations that it opened and could not close. */
  readonly leftOpen: readonly string[];
}

/** How to check. */
export interface CheckOptions {
  readonly signal: AbortSignal;
  /** Decides ids and what broken requests look like. */
  readonly seed: number;
  /** Calls a second at most; no bound by default. */
  readonly perSecond?: number | undefined;
  /** Ids of the cases to run; all by default. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Told of each case before it is run. */
  readonly onCase?: (id: string) => void;
  /** The target is a stand-in of ours; default false. */
  readonly isOwn?: boolean;
  /** The target may be used by people: cases that might bother them are left out. Default false. */
  readonly isReal?: boolean;
  /** A token that was good once. */
  readonly expiredToken?: string | undefined;
  /** Default nobody can be verified. */
  readonly identify?: Identify | undefined;
}

/** Runs the cases one after the other; stops early, with what it has, when the signal aborts. */
export async function checkContract(target: RequestTarget, options: CheckOptions): Promise<ContractCheck> {
  const { signal, only } = options;
  const common = commonOf(target, options);
  const cases: CaseOutcome[] = [];
  const all: Seen[] = [];
  const leftOut: LeftOut[] = [];
  const silence = createSilence();
  for (const one of CASES.filter(({ id }) => only?.has(id) ?? true)) {
    if (signal.aborted) break;
    const { id, operation, kind } = one;
    const why = whyNot(one, common, options) ?? silence.of(operation);
    if (why !== undefined) {
      leftOut.push({ id, why });
      continue;
    }
    options.onCase?.(id);
    const recorder = createRecorder();
    const isAnswered = await runCase(
      { ...common, recorder, random: createRandom(options.seed).fork(id) },
      one,
    );
    silence.note(operation, isAnswered);
    cases.push({ id, operation, kind, broken: recorder.violations.map(({ mark }) => mark) });
    all.push(recorder);
  }
  const leftOpen = await common.opened.closeAll(target, common.pace);
  const { leftOut: parts, ...seen } = merged(all);
  return { cases, seen: { ...seen, leftOut: [...leftOut, ...parts] }, leftOpen };
}

function commonOf(
  target: RequestTarget,
  { perSecond, isOwn = false, expiredToken, identify }: CheckOptions,
): Omit<Session, 'recorder' | 'random'> {
  return {
    target,
    pace: createPace(perSecond),
    opened: createOpenConversations(),
    isOwn,
    expiredToken,
    identify,
  };
}

function whyNot(
  { notOnRealHosts, leftOut }: ContractCase,
  known: Known,
  { isReal = false }: CheckOptions,
): string | undefined {
  return isReal && notOnRealHosts !== undefined ? notOnRealHosts : leftOut?.(known);
}

/** So many cases of an operation that got no answer, one after the other, and the others are left out. */
const PATIENCE = 3;

/** Counts cases without an answer: hundreds of time-outs would tell no more than a few. */
function createSilence(): {
  readonly note: (operation: string, isAnswered: boolean) => void;
  readonly of: (operation: string) => string | undefined;
} {
  const inARow = new Map<string, number>();
  return {
    note: (operation, isAnswered) =>
      void inARow.set(operation, isAnswered ? 0 : (inARow.get(operation) ?? 0) + 1),
    of: (operation) =>
      (inARow.get(operation) ?? 0) < PATIENCE ? undefined : `${PATIENCE} cases of ${operation} got no answer`,
  };
}

/** Whether the case was answered to its end. */
async function runCase(session: Session, { operation, run }: ContractCase): Promise<boolean> {
  try {
    await run(session);
    return true;
  } catch (error) {
    const received = whyNoAnswer(error);
    // What is no failure of the target is a defect of ours, and must not pass for one.
    if (received === undefined) throw error;
    session.recorder.rule('operation-succeeds', {
      place: operation,
      expected: 'an answer',
      received,
      repeat: '',
    });
    return false;
  }
}

function whyNoAnswer(error: unknown): string | undefined {
  if (error instanceof NoToken) return error.message;
  if (!(error instanceof Error)) return undefined;
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in time';
  const { code } = (error.cause ?? {}) as { readonly code?: unknown };
  return error.message === 'fetch failed' || error.message === 'terminated'
    ? `no answer (${String(code ?? error.cause)})`
    : undefined;
}
