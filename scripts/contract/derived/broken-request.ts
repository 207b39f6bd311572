import { MARKS, type Provenance } from '../../../schemas/mark.ts';
import type { Operation } from '../../../schemas/operation.ts';
import type { Call } from '../../../schemas/requests.ts';
import { RULES } from '../../../schemas/rules.ts';

/** What of a description a request breaks. */
export type BrokenKind =
  | 'required'
  | 'type'
  | 'pattern'
  | 'enum'
  | 'bound'
  | 'extra'
  | 'content-type'
  | 'json'
  | 'parameter';

/** One request that breaks the description in one way. */
export interface BrokenRequest extends Provenance {
  /** The same whatever the seed, and unique for one sound request: `sendMessage/type:null/message/id`. */
  readonly id: string;
  readonly operation: Operation;
  readonly kind: BrokenKind;
  /** `sendMessage request#/message/id`, or of a parameter `listConversations query#/limit`. */
  readonly place: string;
  /** What is wrong, in words. */
  readonly what: string;
  /** Statuses that refuse it. */
  readonly expected: readonly number[];
  readonly made: Call;
}

/** A breach of an assertion weighs what the assertion weighs, and no more than that such requests are refused at all. */
export function atMostRefused({ mark, sources }: Provenance): Provenance {
  const rule = RULES['refuses-malformed-request'].mark;
  return { mark: MARKS.indexOf(mark) > MARKS.indexOf(rule) ? mark : rule, sources };
}
