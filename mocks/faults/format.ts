import { formatDistribution } from '../latency.ts';
import { FAULTS, NARROWING, type FaultKind, type FaultPlan } from './catalogue.ts';

/** Writes a fault as it is read. */
export function formatPlan(plan: FaultPlan): string {
  const { id, share, code, time, atMs, forMs } = plan;
  const { shareOf, parameters }: FaultKind = FAULTS[id];
  const timeName = parameters.find(({ kind }) => kind === 'distribution')?.name;
  return [
    shareOf === undefined ? id : `${id}=${share}`,
    ...NARROWING.flatMap((name) => (plan[name] === undefined ? [] : [`${name}=${plan[name]}`])),
    ...(code === undefined ? [] : [`code=${code}`]),
    ...(time === undefined || timeName === undefined ? [] : [`${timeName}=${formatDistribution(time)}`]),
    ...(atMs === 0 ? [] : [`at=${atMs}ms`]),
    ...(forMs === Infinity ? [] : [`for=${forMs}ms`]),
  ].join(',');
}
