import type { Mark } from '../../schemas/mark.ts';
import type { RequestTarget } from '../../schemas/requests.ts';
import { authenticationCases } from './cases/authentication.ts';
import type { CaseKind, ContractCase } from './cases/case.ts';
import { conversationCases } from './cases/conversations.ts';
import { tokenCases } from './cases/tokens.ts';
import { createPace } from './pace.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { NoToken, type Session } from './session.ts';

/** Every case, in the order in which they run. */
export const CASES: readonly ContractCase[] = [...tokenCases, ...authenticationCases, ...conversationCases];

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
  readonly recorder: Recorder;
}

/** How to check. */
export interface CheckOptions {
  readonly signal: AbortSignal;
  /** Calls a second at most; no bound by default. */
  readonly perSecond?: number;
}

/** Runs the cases one after the other; stops early, with what it has, when the signal aborts. */
export async function checkContract(
  target: RequestTarget,
  { signal, perSecond }: CheckOptions,
): Promise<ContractCheck> {
  const session: Session = { target, recorder: createRecorder(), pace: createPace(perSecond) };
  const cases: CaseOutcome[] = [];
  for (const { id, operation, kind, run } of CASES) {
    if (signal.aborted) break;
    const before = session.recorder.violations.length;
    await runCase(session, { operation, run });
    const broken = session.recorder.violations.slice(before).map(({ mark }) => mark);
    cases.push({ id, operation, kind, broken });
  }
  return { cases, recorder: session.recorder };
}

async function runCase(
  session: Session,
  { operation, run }: Pick<ContractCase, 'operation' | 'run'>,
): Promise<void> {
  try {
    await run(session);
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
