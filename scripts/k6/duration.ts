const NANOSECONDS: Readonly<Record<string, number>> = { ms: 1e6, s: 1e9, m: 60e9 };

/** Nanoseconds of a duration such as `300ms`, `10s` or `1.5m`, as the profile's schema allows it. */
export function nanosecondsOf(duration: string): number {
  const [, amount = '', unit = ''] = /^([\d.]+)(ms|s|m)$/.exec(duration) ?? [];
  const factor = NANOSECONDS[unit];
  if (factor === undefined) throw new RangeError(`"${duration}" is no duration such as 300ms, 10s or 1.5m`);
  return Math.round(Number(amount) * factor);
}

/** The same as k6 reads it, exact to the nanosecond: `10.05s`. */
export function durationOf(nanoseconds: number): string {
  const text = String(Math.round(nanoseconds)).padStart(10, '0');
  const fraction = text.slice(-9).replace(/0+$/, '');
  return `${text.slice(0, -9)}${fraction === '' ? '' : `.${fraction}`}s`;
}
