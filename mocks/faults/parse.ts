import { OPERATIONS, type OperationId } from '../../schemas/generated/operations.ts';
import { StandInError } from '../errors.ts';
import { parseDuration, parseShare } from '../latency.ts';
import { suggestion } from '../suggestion.ts';
import { isOperationId } from '../prism/operation.ts';
import { FAULTS, FAULT_IDS, type FaultId, type FaultKind, type FaultPlan } from './catalogue.ts';

/**
 * Reads `ID[=SHARE][,key=value…]`, `lost=0.05` or `stall,at=5s,for=2s` for example.
 *
 * @throws StandInError `usage`
 */
export function parseFault(text: string): FaultPlan {
  const [head = '', ...pairs] = text.split(',');
  const [name = '', shareText] = head.split('=');
  const id = FAULT_IDS.find((known) => known === name);
  if (id === undefined) {
    throw new StandInError('usage', `unknown fault '${name}'${suggestion(name, FAULT_IDS)}`);
  }
  const kind: FaultKind = FAULTS[id];
  const defaults = kind.parameters.flatMap(({ name: key, defaultMs }) =>
    defaultMs === undefined ? [] : [[key, defaultMs] as const],
  );
  const plan: FaultPlan = {
    id,
    share: shareText === undefined ? kind.defaultShare : shareOf(id, kind, shareText),
    timesMs: Object.fromEntries(defaults),
  };
  return pairs.reduce((read, pair) => withParameter(read, kind, pair), plan);
}

function shareOf(id: FaultId, kind: FaultKind, text: string): number {
  if (kind.shareOf === undefined)
    throw new StandInError('usage', `fault ${id} takes no share; drop '=${text}'`);
  return parseShare(text, `${id}=${text}`);
}

function withParameter(plan: FaultPlan, { parameters }: FaultKind, pair: string): FaultPlan {
  const [key = '', value = ''] = pair.split('=');
  const parameter = parameters.find(({ name }) => name === key);
  if (parameter === undefined) {
    const names = parameters.map(({ name }) => name);
    const hint = names.length === 0 ? '; it takes none' : suggestion(key, names);
    throw new StandInError('usage', `fault ${plan.id} has no parameter '${key}'${hint}`);
  }
  if (parameter.kind === 'operation') return { ...plan, operation: knownOperation(value) };
  return { ...plan, timesMs: { ...plan.timesMs, [key]: parseDuration(value, pair) } };
}

/**
 * The operationId itself when the contract has it.
 *
 * @throws StandInError `usage` that names the nearest
 */
export function knownOperation(name: string): OperationId {
  if (isOperationId(name)) return name;
  throw new StandInError('usage', `unknown operation '${name}'${suggestion(name, Object.keys(OPERATIONS))}`);
}
