import { styleText } from 'node:util';
import { terminalText } from '../reporters/escape.ts';
import { shownMs } from './condition.ts';
import { chainLines } from './conditions/tls.ts';
import type { Diagnosis, Finding } from './diagnose.ts';
import type { Facts, Life } from './facts.ts';

const KNOWN = {
  D: 'documented',
  C: 'seen in clients',
  I: 'inferred, so probably',
  U: 'unknown',
} as const;
const SHOWN_LIVES = 20;

/** How the screen is written. */
export interface ScreenOptions {
  /** Default none. Nothing is told by colour alone. */
  readonly color?: boolean;
}

/** What a person reads: what is or may be wrong first, then what was seen, then what it is not. */
export function renderDiagnosis(
  facts: Facts,
  diagnosis: Diagnosis,
  { color = false }: ScreenOptions = {},
): string {
  const { findings, ruledOut } = diagnosis;
  const { name, baseUrl, orgId, esDeveloperName } = facts.target;
  const paint = (text: string): string =>
    color ? styleText(findings.length === 0 ? 'green' : 'red', text, { validateStream: false }) : text;
  const blocks = [
    [
      `${paint(headline(diagnosis))}  target ${name}`,
      `  ${baseUrl} · org ${orgId} · deployment ${esDeveloperName}`,
    ],
    ...findings.map((finding, place) => findingLines(finding, findings[place - 1])),
    section('Seen', seenLines(facts)),
    section('Certificate chain', chainLines(facts.reach?.tls?.chain ?? [])),
    section('Streams', lifeLines(facts)),
    section('Not it', ruledOutLines(ruledOut)),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.map(terminalLine).join('\n'))
    .join('\n\n')}\n`;
}

function headline({ findings }: Diagnosis): string {
  const found = findings.filter(({ certainty }) => certainty === 'found').length;
  if (findings.length === 0) return 'NOTHING FOUND';
  if (found > 0) return `FOUND ${found}`;
  return `UNCLEAR, ${findings.length} ${findings.length === 1 ? 'candidate' : 'candidates, the likeliest first'}`;
}

function findingLines(finding: Finding, before: Finding | undefined): readonly string[] {
  const { id, title, rank, seen, check, fix, mark, sources } = finding;
  const how = [KNOWN[mark], ...sources].join(' ');
  return [
    `${rank === null ? 'found' : `${rank}. perhaps`}: ${title} [${id}]`,
    // One answer leaves several things open: once is enough.
    `  seen   ${seen === before?.seen ? 'the same' : seen}`,
    ...check.map((each) => `  check  ${each}`),
    `  fix    ${fix}`,
    `  known  ${how}`,
  ];
}

/** The facts behind it, one line each. */
function seenLines({ reach, preflights, token, stream }: Facts): readonly string[] {
  if (reach === undefined) return ['nothing was asked: the settings come first'];
  const proxy = reach.proxy === undefined ? 'no proxy' : `through the proxy ${reach.proxy}`;
  return [
    `way        ${reach.host}: ${reach.addresses.join(', ') || 'no address'}; ${proxy}${reach.tls === undefined ? '' : `; ${reach.tls.protocol}`}`,
    ...preflights.map((each) => `pre-flight ${each.method} ${each.operation}: ${outcomeText(each.outcome)}`),
    ...(token === undefined ? [] : [`token      ${tokenText(token)}`]),
    ...(stream === undefined ? [] : [`stream     ${streamText(stream)}`]),
  ];
}

function tokenText({ source, outcome, claims }: NonNullable<Facts['token']>): string {
  const exp = claims?.exp === undefined ? '' : `; it expires at ${isoOf(claims.exp * 1000)}`;
  return source === 'given' ? `from SCRT_TOKEN${exp}` : `${outcomeText(outcome)}${exp}`;
}

function isoOf(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}

function streamText({ outcome, arrivals, livedMs, end }: NonNullable<Facts['stream']>): string {
  const { events, moments, firstMs, longestSilenceMs } = arrivals;
  const first =
    firstMs === undefined
      ? ''
      : `, the first after ${shownMs(firstMs)}, longest silence ${shownMs(longestSilenceMs)}`;
  const how = end === undefined ? 'closed by us' : `ended (${end})`;
  return `${outcomeText(outcome)}; ${events} events in ${moments} moments${first}; ${how} after ${shownMs(livedMs)}`;
}

function outcomeText(outcome: NonNullable<Facts['token']>['outcome']): string {
  if (outcome === undefined) return 'not asked';
  if (outcome.kind === 'failure') return `no answer (${outcome.stage}: ${outcome.code})`;
  return `status ${outcome.status}, ${outcome.contentType || 'no content type'}, after ${shownMs(outcome.afterMs)}`;
}

function lifeLines({ watch }: Facts): readonly string[] {
  if (watch === undefined) return [];
  const { opened, cut, failed, askedMs, lives } = watch;
  const more = opened > SHOWN_LIVES ? [`… and ${opened - SHOWN_LIVES} more (doctor.json)`] : [];
  return [
    `${opened} opened, ${cut} cut, ${failed} openings failed; asked to watch for ${shownMs(askedMs)}`,
    ...lives.slice(0, SHOWN_LIVES).map(lifeText),
    ...more,
  ];
}

function lifeText({ openedAt, livedMs, end, events }: Life): string {
  return `${new Date(openedAt).toISOString()}  ${shownMs(livedMs)}  ${events} events  ${end ?? 'alive until the end'}`;
}

/** One line for each reason: a token that was issued rules out a dozen. */
function ruledOutLines(ruledOut: Diagnosis['ruledOut']): readonly string[] {
  const byReason = Map.groupBy(ruledOut, ({ because }) => because);
  return [...byReason].map(([because, all]) => `${because}: not ${all.map(({ id }) => id).join(', ')}`);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function terminalLine(line: string): string {
  return terminalText(line);
}
