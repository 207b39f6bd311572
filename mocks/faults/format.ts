import { formatDistribution } from '../latency.ts';
import { FAULTS, type FaultKind, type FaultPlan } from './catalogue.ts';

/** Writes a fault as it is read. */
export function formatPlan({ id, share, operation, code, time, atMs, forMs }: FaultPlan): string {
  const { shareOf, parameters }: FaultKind = FAULTS[id];
  const timeName = parameters.find(({ kind }) => kind === 'distribution')?.name;
  return [
    shareOf === undefined ? id : `${id}=${share}`,
    ...(operation === undefined ? [] : [`operation=${operation}`]),
    ...(code === undefined ? [] : [`code=${code}`]),
    ...(time === undefined || timeName === undefined ? [] : [`${timeName}=${formatDistribution(time)}`]),
    ...(atMs === 0 ? [] : [`at=${atMs}ms`]),
    ...(forMs === Infinity ? [] : [`for=${forMs}ms`]),
  ].join(',');
}
