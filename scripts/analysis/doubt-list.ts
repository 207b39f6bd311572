import type { Doubt } from '../../schemas/generated/run-result.ts';

/** Text and advice of a doubt, with the measurement and the limit behind it. */
export interface DoubtDetail {
  readonly code: string;
  readonly text: string;
  readonly advice: string;
  readonly measured?: number;
  readonly limit?: number;
  readonly severity?: Doubt['severity'];
}

/** A doubt as the result has it. */
export function doubt({ code, text, advice, measured, limit, severity = 'doubt' }: DoubtDetail): Doubt {
  return { code, severity, text, advice, measured: measured ?? null, limit: limit ?? null };
}
