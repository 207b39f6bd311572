import type {
  CheckedCase,
  Objective,
  RunResult,
  ViolationGroup,
} from '../../schemas/generated/run-result.ts';
import { xmlText } from './escape.ts';
import { factsOf } from './facts.ts';
import { budgetUsed, measuredBeside, percent, titleOf } from './wording.ts';

interface Case {
  readonly group: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error';
  readonly text: string;
}

/** The result as JUnit XML: a case for each objective, broken rule and contract case, and one for the run. */
export function renderJunit(result: RunResult): string {
  const cases = [
    runCase(result),
    ...result.objectives.map((objective) => objectiveCase(objective, result.verdict)),
    ...result.violations.map(violationCase),
    ...result.coverage.cases.map(checkedCase),
  ];
  const count = (outcome: Case['outcome']): number => cases.filter((each) => each.outcome === outcome).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `<testsuite name="${xmlText(titleOf(result))}" ${counts} skipped="0" time="${seconds(result)}">`,
    ...properties(result),
    ...cases.map(element),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function properties(result: RunResult): readonly string[] {
  const facts = factsOf(result).map(
    ({ name, value }) => `<property name="${xmlText(name)}" value="${xmlText(value)}"/>`,
  );
  return facts.length === 0 ? [] : ['<properties>', ...facts, '</properties>'];
}

// Errors are the harness's, failures the target's. A fail that no other case shows stands here.
function runCase({ verdict, reasons }: RunResult): Case {
  const own = reasons.filter((each) => each.objective === undefined && each.code !== 'contract-broken');
  const shown = verdict === 'invalid' ? reasons.filter((each) => each.effect === 'invalid') : own;
  const outcome = verdict === 'invalid' ? 'error' : shown.length > 0 ? 'failure' : 'passed';
  return { group: 'run', name: 'verdict', outcome, text: shown.map((each) => each.text).join('; ') };
}

function objectiveCase(objective: Objective, verdict: RunResult['verdict']): Case {
  const [measured, limit] = measuredBeside(objective);
  const share = `${percent(objective.measured)} good, wanted ${percent(objective.target)}`;
  const text = `${measured} ${limit}; ${share}; budget used ${budgetUsed(objective)}`;
  return {
    group: 'objectives',
    name: objective.displayName,
    // Without data in an invalid run it is no failure of the target.
    outcome: objective.met ? 'passed' : verdict === 'invalid' && objective.total === 0 ? 'error' : 'failure',
    text,
  };
}

function violationCase({ rule, mark, count, gates, under, first }: ViolationGroup): Case {
  const example = first[0];
  const where =
    example === undefined
      ? ''
      : `; first at ${example.place}: expected ${example.expected}, received ${example.received}`;
  const cause = under === undefined ? '' : `, as ${under} is`;
  const text = `broken ${count} times${cause}${where}`;
  return { group: 'contract', name: `${rule} (${mark})`, outcome: gates ? 'failure' : 'passed', text };
}

function checkedCase({ name, operation, kind, passed }: CheckedCase): Case {
  const text = passed ? '' : `${kind} case of ${operation} broke a rule`;
  return { group: `cases.${operation}`, name, outcome: passed ? 'passed' : 'failure', text };
}

function element({ group, name, outcome, text }: Case): string {
  const open = `<testcase classname="${xmlText(group)}" name="${xmlText(name)}"`;
  if (outcome === 'passed')
    return text === '' ? `${open}/>` : `${open}><system-out>${xmlText(text)}</system-out></testcase>`;
  return `${open}><${outcome} message="${xmlText(text)}"/></testcase>`;
}

function seconds({ intervals }: RunResult): string {
  return ((intervals.count * intervals.lengthMs) / 1000).toFixed(3);
}
