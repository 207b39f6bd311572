import { StandInError } from '../errors.ts';
import { parseDistribution, parseDuration, parseShare } from '../latency.ts';
import { isRefusalName, REFUSALS } from '../machine/refusal.ts';
import { knownEvent, knownOperation } from '../operation.ts';
import { suggestion } from '../suggestion.ts';
import {
  FAULTS,
  FAULT_IDS,
  parametersOf,
  type FaultId,
  type FaultKind,
  type FaultParameter,
  type FaultPlan,
} from './catalogue.ts';

/**
 * Reads `ID[=SHARE][,key=value…]`, `lost=0.05` or `stall,at=5s,for=2s` for example.
 *
 * @throws StandInError `usage`
 */
export function parseFault(text: string): FaultPlan {
  const [head = '', ...pairs] = text.split(',');
  const [name = '', shareText, ...rest] = head.split('=');
  if (rest.length > 0) throw new StandInError('usage', `fault '${head}' has more than one '='`);
  const id = FAULT_IDS.find((known) => known === name);
  if (id === undefined)
    throw new StandInError('usage', `unknown fault '${name}'${suggestion(name, FAULT_IDS)}`);
  const kind: FaultKind = FAULTS[id];
  const share = shareText === undefined ? kind.defaultShare : shareOf(id, kind, shareText);
  const defaults = parametersOf(id).flatMap(({ name: key, default: written }) =>
    written === undefined ? [] : [`${key}=${written}`],
  );
  const start: FaultPlan = { id, share, atMs: 0, forMs: Infinity };
  const keys = pairs.map((pair) => pair.split('=')[0]);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) throw new StandInError('usage', `fault ${id} has '${twice}' twice`);
  return [...defaults, ...pairs].reduce(withParameter, start);
}

/** The plan behind `--latency OPERATION=DISTRIBUTION`. */
export function parseLatency(text: string): FaultPlan {
  const [name = '', ...rest] = text.split('=');
  if (rest.length === 0)
    throw new StandInError(
      'usage',
      `--latency ${text} has no '='; write OPERATION=DISTRIBUTION, sendMessage=50ms`,
    );
  return {
    ...parseFault('latency'),
    operation: knownOperation(name),
    time: parseDistribution(rest.join('=')),
  };
}

function shareOf(id: FaultId, kind: FaultKind, text: string): number {
  if (kind.shareOf === undefined)
    throw new StandInError('usage', `fault ${id} takes no share; drop '=${text}'`);
  return parseShare(text, `${id}=${text}`);
}

function withParameter(plan: FaultPlan, pair: string): FaultPlan {
  const [key = '', value = '', ...rest] = pair.split('=');
  if (rest.length > 0) throw new StandInError('usage', `'${pair}' has more than one '='`);
  const parameters = parametersOf(plan.id);
  const parameter = parameters.find(({ name }) => name === key);
  if (parameter === undefined) {
    const names = parameters.map(({ name }) => name);
    throw new StandInError('usage', `fault ${plan.id} has no parameter '${key}'${suggestion(key, names)}`);
  }
  return { ...plan, ...valueOf(parameter, value, pair) };
}

function valueOf({ name, kind }: FaultParameter, value: string, pair: string): Partial<FaultPlan> {
  switch (kind) {
    case 'operation':
      return { operation: knownOperation(value) };
    case 'event':
      return { event: knownEvent(value) };
    case 'refusal':
      return { refusal: refusalOf(value) };
    case 'distribution':
      return { time: parseDistribution(value) };
    case 'status':
      return { code: statusOf(value) };
    case 'duration':
      return name === 'at' ? { atMs: parseDuration(value, pair) } : { forMs: parseDuration(value, pair) };
  }
}

function refusalOf(text: string): NonNullable<FaultPlan['refusal']> {
  if (isRefusalName(text)) return text;
  throw new StandInError('usage', `unknown refusal '${text}'${suggestion(text, Object.keys(REFUSALS))}`);
}

function statusOf(text: string): number {
  if (/^[45]\d\d$/.test(text)) return Number(text);
  throw new StandInError('usage', `code takes a status from 400 to 599, not '${text}'`);
}
