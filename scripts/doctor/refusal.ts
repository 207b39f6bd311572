import { answerOf, candidate, ruledOut, shownAnswer, type Judgement } from './condition.ts';
import type { Answer, Facts } from './facts.ts';
import type { LocatedTarget } from '../k6/target.ts';

/** Each sign in the answer's words makes a candidate as much likelier. No text is relied on: words only rank. */
const PER_SIGN = 25;

/** How a refusal of the token request speaks for a condition. */
export interface Refusal {
  /** Status → weight. */
  readonly statuses: Readonly<Record<number, number>>;
  readonly signs: readonly RegExp[];
  /** A value that the message may repeat. */
  readonly echo?: (target: LocatedTarget) => string;
  /** True where a source says that it has these statuses and no other: then another one rules it out. */
  readonly isDocumented?: boolean;
}

/** Judges a condition by how the token request was refused. */
export function byRefusal({ statuses, signs, echo, isDocumented = false }: Refusal) {
  return ({ token, target }: Facts): Judgement | undefined => {
    if (token === undefined || token.source === 'given') return undefined;
    if (token.isThere) return ruledOut('a token was issued');
    const answer = answerOf(token.outcome);
    if (answer === undefined) return undefined;
    const weight = statuses[answer.status];
    if (weight === undefined) {
      if (!isDocumented) return undefined;
      return ruledOut(
        `that is answered with ${Object.keys(statuses).join(' or ')}, not with ${answer.status}`,
      );
    }
    const words = wordsOf(answer);
    const repeats = echo !== undefined && words.includes(echo(target));
    const count = signs.filter((sign) => sign.test(words)).length + Number(repeats);
    return candidate(weight + count * PER_SIGN, shownAnswer(answer));
  };
}

/** A page of HTML is none of the service's words. */
function wordsOf({ body, contentType }: Answer): string {
  return contentType.includes('html') ? '' : body;
}
