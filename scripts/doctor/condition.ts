import type { Provenance } from '../../schemas/mark.ts';
import type { Answer, Facts, Failure } from './facts.ts';

/** What the facts say of one condition. */
export type Judgement =
  | { readonly kind: 'found'; readonly seen: string }
  /** The answer leaves it open. @param weight orders the candidates, the greatest first */
  | { readonly kind: 'candidate'; readonly weight: number; readonly seen: string }
  | { readonly kind: 'ruled out'; readonly because: string };

/** Something that keeps a guest from a token or a live stream. */
export interface Condition extends Provenance {
  /** Stable, kebab-case; may be retired, never reused. */
  readonly id: string;
  readonly title: string;
  /** What to look at, to be sure. */
  readonly check: readonly string[];
  readonly fix: string;
  /** Undefined when nothing was seen that could tell. */
  readonly judge: (facts: Facts) => Judgement | undefined;
}

/** It is so. */
export function found(seen: string): Judgement {
  return { kind: 'found', seen };
}

/** It may be so. */
export function candidate(weight: number, seen: string): Judgement {
  return { kind: 'candidate', weight, seen };
}

/** It is not so. */
export function ruledOut(because: string): Judgement {
  return { kind: 'ruled out', because };
}

/** An outcome that is an answer. */
export function answerOf(outcome: Answer | Failure | undefined): Answer | undefined {
  return outcome?.kind === 'answer' ? outcome : undefined;
}

/** An outcome that is none. */
export function failureOf(outcome: Answer | Failure | undefined): Failure | undefined {
  return outcome?.kind === 'failure' ? outcome : undefined;
}

const TELLING = ['location', 'server', 'via', 'retry-after', 'www-authenticate', 'proxy-authenticate'];
const SHOWN_CHARACTERS = 300;

/** An answer as it is: status, type, telling headers, and the beginning of its body. */
export function shownAnswer({ status, contentType, headers, body }: Answer): string {
  const told = TELLING.flatMap((name) => (headers[name] === undefined ? [] : `${name}: ${headers[name]}`));
  const text = body.length > SHOWN_CHARACTERS ? `${body.slice(0, SHOWN_CHARACTERS)}…` : body;
  const parts = [contentType === '' ? 'no content type' : contentType, ...told];
  return `status ${status} (${parts.join('; ')})${text === '' ? ', no body shown' : `: ${text}`}`;
}

/** A failure as it is. */
export function shownFailure({ stage, code, message, afterMs }: Failure): string {
  return `${stage}: ${code} after ${afterMs} ms${message === code ? '' : ` (${message})`}`;
}

/** A length of time for people. */
export function shownMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${(ms / 60_000).toFixed(1)} min`;
}
