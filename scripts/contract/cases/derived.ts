import { repeatLine } from '../../../scenarios/lib/repeat-line.ts';
import { OPERATIONS, type OperationId } from '../../../schemas/generated/operations.ts';
import type { Operation } from '../../../schemas/operation.ts';
import type { BrokenRequest } from '../derived/broken-request.ts';
import { brokenRequests } from '../derived/broken-requests.ts';
import { provoke, type Session } from '../session.ts';
import { SOUND_CALLS, type Scene } from '../sound-calls.ts';
import { OPENS_MORE, type ContractCase } from './case.ts';
import { beginScene, describedApi, endScene, hasConversation } from './scene.ts';
import { traceOf } from './trace.ts';

const RULE = 'refuses-malformed-request';
/** A limit says nothing of the request. */
const TOO_MANY = 429;
/** They take nothing that could be wrong, the token excepted. */
const NOTHING_TO_BREAK: readonly string[] = [
  'revokeToken',
  'generateContinuationToken',
] satisfies readonly OperationId[];

/** For every operation: whatever breaks one assertion of its request is refused, and has no effect. */
export const derivedCases: readonly ContractCase[] = Object.values(OPERATIONS)
  .filter(({ id }) => !NOTHING_TO_BREAK.includes(id))
  .map((operation) => ({
    id: `broken-${operation.id}`,
    operation: operation.id,
    kind: 'negative',
    ...(hasConversation(operation) && { notOnRealHosts: OPENS_MORE }),
    run: (session) => refusesBroken(session, operation),
  }));

async function refusesBroken(session: Session, operation: Operation): Promise<void> {
  const { random } = session;
  const scene = await beginScene(session, { operation, random });
  if (scene === undefined) return;
  const before = await traceOf(session, operation.id, scene);
  let areRefused = true;
  for (const broken of brokenOf(session, operation, scene))
    areRefused = (await isRefused(session, broken)) && areRefused;
  const after = await traceOf(session, operation.id, scene);
  // What was not refused has its effect.
  if (areRefused) judgeTrace(session, { operation, scene, before, after });
  await endScene(session, operation, scene);
}

/** Those of all its sound calls, each once, and of a foreign target none that it may well take. */
function brokenOf(session: Session, operation: Operation, scene: Scene): readonly BrokenRequest[] {
  const { random } = scene;
  const all = new Map<string, BrokenRequest>();
  for (const { name, made } of SOUND_CALLS[operation.id as OperationId](scene)) {
    for (const broken of brokenRequests({ made, document: describedApi() }, random.fork(name)))
      if (!all.has(broken.id)) all.set(broken.id, broken);
  }
  const isTried = ({ mark }: BrokenRequest) => session.isOwn || mark === 'D' || mark === 'C';
  const tried = [...all.values()].filter(isTried);
  const left = all.size - tried.length;
  if (left > 0)
    session.recorder.leaveOut({
      id: `broken-${operation.id}`,
      why: `${left} of its requests: that they are refused is only inferred, or unknown`,
    });
  return tried;
}

async function isRefused(session: Session, broken: BrokenRequest): Promise<boolean> {
  const { id, made, place, what, expected, mark, sources } = broken;
  const { status } = await provoke(session, made);
  if (status === TOO_MANY) {
    session.recorder.leaveOut({ id, why: 'answered with 429, which says nothing of it' });
    return true;
  }
  const holds = expected.includes(status);
  const breach = {
    place,
    mark,
    sources,
    expected: `${expected.join(' or ')}, since ${what}`,
    received: String(status),
    repeat: repeatLine({ target: session.target, call: made }),
  };
  session.recorder.rule(RULE, holds ? undefined : breach);
  return holds;
}

interface Traced {
  readonly operation: Operation;
  readonly scene: Scene;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

function judgeTrace({ recorder }: Session, { operation, before, after }: Traced): void {
  if (before === undefined || after === undefined) return;
  const breach = {
    place: `${operation.id} request`,
    expected: `${before} as before, since all were refused`,
    received: after,
    repeat: '',
  };
  recorder.rule(RULE, before === after ? undefined : breach);
}
