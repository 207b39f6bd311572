/** How often something may happen within a sliding time. */
export interface Limit {
  readonly most: number;
  readonly withinMs: number;
}

/** The documented limits (D, S13). Their statuses are inferred, and so is that the time slides. */
export const LIMITS = {
  /** Access tokens of an org, guests' and customers' together. */
  tokens: { most: 200, withinMs: 60_000 },
  /** Continuation tokens of an org. */
  renewals: { most: 200, withinMs: 60_000 },
  /** Conversations that a page starts. Assumed: a page is a token's client id. */
  starts: { most: 3, withinMs: 30_000 },
  /** Messages and files of a guest to one conversation. */
  messages: { most: 22, withinMs: 60_000 },
} as const satisfies Readonly<Record<string, Limit>>;

/** Moments of what was let through, the oldest first; as many as the limit allows. */
export type Passed = number[];

/** Lets one through unless the limit is reached; what is refused does not count (assumed). */
export function pass(passed: Passed, { most, withinMs }: Limit, now: number): boolean {
  while (passed.length > 0 && (passed[0] ?? 0) <= now - withinMs) passed.shift();
  if (passed.length >= most) return false;
  passed.push(now);
  return true;
}
