import { StandInError } from './errors.ts';
import type { Random } from './random.ts';

/** A distribution of durations, in milliseconds. */
export type Distribution =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'uniform'; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'exp'; readonly meanMs: number }
  | { readonly kind: 'lognormal'; readonly p50Ms: number; readonly p99Ms: number }
  | { readonly kind: 'slow'; readonly share: number; readonly ms: number };

const FORMS = '900ms, uniform:10ms..50ms, exp:20ms, lognormal:50ms/400ms (p50/p99), slow:0.03:700ms';
const Z99 = 2.3263478740408408;

/**
 * Reads a distribution: `900ms`, `uniform:10ms..50ms`, `exp:20ms`, `lognormal:50ms/400ms` (p50/p99)
 * or `slow:0.03:700ms` (that share takes that long, the others no time). Units: us, ms, s, m.
 *
 * @throws StandInError `usage` when the text is none of these
 */
export function parseDistribution(text: string): Distribution {
  const [kind = '', ...rest] = text.split(':');
  if (rest.length === 0) return { kind: 'fixed', ms: parseDuration(kind, text) };
  const [first = '', second = ''] = rest;
  if (kind === 'exp' && rest.length === 1) return { kind, meanMs: parseDuration(first, text) };
  if (kind === 'uniform' && rest.length === 1) return parseUniform(first, text);
  if (kind === 'lognormal' && rest.length === 1) return parseLognormal(first, text);
  if (kind === 'slow' && rest.length === 2)
    return { kind, share: parseShare(first, text), ms: parseDuration(second, text) };
  throw unreadable(text, 'unknown form');
}

/**
 * Reads a duration such as `900ms`, `1.5s`, `2m` or `250us`, in milliseconds.
 *
 * @param within the whole text that it is part of, for the error
 */
export function parseDuration(text: string, within: string = text): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?)(us|ms|s|m)$/.exec(text) ?? [];
  const factor = { us: 0.001, ms: 1, s: 1000, m: 60_000 }[unit ?? ''];
  if (digits === undefined || factor === undefined)
    throw unreadable(within, `"${text}" is no duration (a number with us, ms, s or m)`);
  return Number(digits) * factor;
}

/** Reads a share, a number from 0 to 1. */
export function parseShare(text: string, within: string = text): number {
  const share = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(share >= 0 && share <= 1))
    throw new StandInError('usage', `"${within}": a share is a number from 0 to 1, not "${text}"`);
  return share;
}

/** Draws one duration, in milliseconds. */
export function sample(distribution: Distribution, random: Random): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.ms;
    case 'uniform':
      return distribution.fromMs + random.next() * (distribution.toMs - distribution.fromMs);
    case 'exp':
      return -distribution.meanMs * Math.log(1 - random.next());
    case 'lognormal':
      return sampleLognormal(distribution, random);
    case 'slow':
      return random.next() < distribution.share ? distribution.ms : 0;
  }
}

/** The mean, in milliseconds. */
export function mean(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.ms;
    case 'uniform':
      return (distribution.fromMs + distribution.toMs) / 2;
    case 'exp':
      return distribution.meanMs;
    case 'lognormal':
      return (
        distribution.p50Ms * Math.exp((Math.log(distribution.p99Ms / distribution.p50Ms) / Z99) ** 2 / 2)
      );
    case 'slow':
      return distribution.share * distribution.ms;
  }
}

/** Writes a distribution as it is read. */
export function formatDistribution(distribution: Distribution): string {
  switch (distribution.kind) {
    case 'fixed':
      return `${distribution.ms}ms`;
    case 'uniform':
      return `uniform:${distribution.fromMs}ms..${distribution.toMs}ms`;
    case 'exp':
      return `exp:${distribution.meanMs}ms`;
    case 'lognormal':
      return `lognormal:${distribution.p50Ms}ms/${distribution.p99Ms}ms`;
    case 'slow':
      return `slow:${distribution.share}:${distribution.ms}ms`;
  }
}

function parseUniform(range: string, text: string): Distribution {
  const [from, to, ...more] = range.split('..');
  if (from === undefined || to === undefined || more.length > 0)
    throw unreadable(text, 'two durations around ".." needed');
  const [fromMs, toMs] = [parseDuration(from, text), parseDuration(to, text)];
  if (toMs < fromMs) throw unreadable(text, 'the second duration is below the first');
  return { kind: 'uniform', fromMs, toMs };
}

function parseLognormal(pair: string, text: string): Distribution {
  const [p50, p99, ...more] = pair.split('/');
  if (p50 === undefined || p99 === undefined || more.length > 0)
    throw unreadable(text, 'two durations around "/" needed');
  const [p50Ms, p99Ms] = [parseDuration(p50, text), parseDuration(p99, text)];
  if (p50Ms <= 0) throw unreadable(text, 'the p50 must be above 0');
  if (p99Ms < p50Ms) throw unreadable(text, 'the p99 is below the p50');
  return { kind: 'lognormal', p50Ms, p99Ms };
}

/** Box and Muller's transform; 1 - u keeps the logarithm's argument above 0. */
function sampleLognormal(
  { p50Ms, p99Ms }: { readonly p50Ms: number; readonly p99Ms: number },
  random: Random,
): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return p50Ms * Math.exp((normal * Math.log(p99Ms / p50Ms)) / Z99);
}

function unreadable(text: string, why: string): StandInError {
  return new StandInError(
    'usage',
    `the distribution or duration "${text}" cannot be read: ${why}. Forms: ${FORMS}`,
  );
}
