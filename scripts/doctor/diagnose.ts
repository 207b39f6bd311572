import type { Mark } from '../../schemas/mark.ts';
import {
  answerOf,
  failureOf,
  shownAnswer,
  shownFailure,
  type Condition,
  type Judgement,
} from './condition.ts';
import { CONDITIONS } from './conditions/catalogue.ts';
import type { Answer, Facts, Failure } from './facts.ts';

/** One thing that is, or may be, wrong. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  readonly certainty: 'found' | 'candidate';
  /** Among the candidates, from 1; null for what is found. */
  readonly rank: number | null;
  readonly seen: string;
  readonly check: readonly string[];
  readonly fix: string;
  readonly mark: Mark;
  readonly sources: readonly string[];
}

/** What was looked at and is not it. */
export interface RuledOut {
  readonly id: string;
  readonly because: string;
}

/** What the facts say. */
export interface Diagnosis {
  /** What is found first, in the order of the catalogue, then the candidates by rank. */
  readonly findings: readonly Finding[];
  readonly ruledOut: readonly RuledOut[];
}

/** Judges every condition by the facts. Facts that no condition explains are a finding of their own. */
export function diagnose(facts: Facts, conditions: readonly Condition[] = CONDITIONS): Diagnosis {
  const judged = conditions.flatMap((condition) => {
    const judgement = condition.judge(facts);
    return judgement === undefined ? [] : [{ condition, judgement }];
  });
  const findings = [...foundOf(judged), ...candidatesOf(judged)];
  const because = unexplained(facts);
  return {
    findings: findings.length === 0 && because !== undefined ? [unexplainedFinding(because)] : findings,
    ruledOut: judged.flatMap(({ condition: { id }, judgement }) =>
      judgement.kind === 'ruled out' ? [{ id, because: judgement.because }] : [],
    ),
  };
}

interface Judged {
  readonly condition: Condition;
  readonly judgement: Judgement;
}

function foundOf(judged: readonly Judged[]): readonly Finding[] {
  return judged.flatMap(({ condition, judgement }) =>
    judgement.kind === 'found' ? [findingOf(condition, judgement.seen, null)] : [],
  );
}

function candidatesOf(judged: readonly Judged[]): readonly Finding[] {
  return judged
    .flatMap(({ condition, judgement }) =>
      judgement.kind === 'candidate' ? [{ condition, ...judgement }] : [],
    )
    .sort((a, b) => b.weight - a.weight)
    .map(({ condition, seen }, place) => findingOf(condition, seen, place + 1));
}

function findingOf(
  { id, title, check, fix, mark, sources }: Condition,
  seen: string,
  rank: number | null,
): Finding {
  const certainty = rank === null ? 'found' : 'candidate';
  return { id, title, certainty, rank, seen, check, fix, mark, sources };
}

/** What went wrong, when something did; what was not asked did not go wrong. */
function unexplained({ reach, token, stream }: Facts): string | undefined {
  if (reach?.failure !== undefined) return shownFailure(reach.failure);
  if (token !== undefined && !token.isThere) return outcomeText(token.outcome);
  if (stream === undefined || answerOf(stream.outcome)?.status === 200) return undefined;
  return outcomeText(stream.outcome);
}

function outcomeText(outcome: Answer | Failure | undefined): string {
  const [answer, failure] = [answerOf(outcome), failureOf(outcome)];
  return answer !== undefined
    ? shownAnswer(answer)
    : failure !== undefined
      ? shownFailure(failure)
      : 'no answer';
}

function unexplainedFinding(seen: string): Finding {
  return {
    id: 'unexplained',
    title: 'Nothing that is known explains this',
    certainty: 'found',
    rank: null,
    seen,
    check: ['what was seen, as it is', 'the same from another network'],
    fix: 'Give time, host and what was seen to whoever runs the host.',
    mark: 'U',
    sources: [],
  };
}
