import { CALL_RULES } from './rules/calls.ts';
import { DESCRIPTION_RULES } from './rules/description.ts';
import type { Rule } from './rules/rule.ts';
import { STREAM_RULES } from './rules/stream.ts';
import { TOKEN_RULES } from './rules/tokens.ts';

/**
 * Every rule. An id may be retired, never reused. "D sample", mixed marks and a D known second-hand only (S26) count as
 * C. A breach of what the description asserts carries the assertion's own mark, not the rule's.
 */
export const RULES = { ...DESCRIPTION_RULES, ...CALL_RULES, ...TOKEN_RULES, ...STREAM_RULES };

/** The id of a rule. */
export type RuleId = keyof typeof RULES;

/** Tells whether a name is the id of a rule. */
export function isRuleId(name: string): name is RuleId {
  return Object.hasOwn(RULES, name);
}

/**
 * The rule whose breach brought this one about: the first of those that it follows, as far back as broken rules go. A
 * rule that follows none is its own.
 */
export function primaryOf(rule: RuleId, broken: ReadonlySet<string>): RuleId {
  const { follows = [] }: Rule = RULES[rule];
  const cause = follows.filter(isRuleId).find((each) => broken.has(each));
  return cause === undefined ? rule : primaryOf(cause, broken);
}
