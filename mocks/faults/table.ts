import { FAULTS, FAULT_IDS, type FaultId, type FaultKind } from './catalogue.ts';

/** The catalogue as lines for `--help`. */
export function faultLines(): readonly string[] {
  return FAULT_IDS.map((id) => `  ${id.padEnd(9)} ${kindOf(id).summary} (${detailsOf(id)})`);
}

/** The catalogue as the Markdown table of the README. */
export function faultTable(): string {
  const rows = FAULT_IDS.map((id) => `| \`${id}\` | ${kindOf(id).summary} | ${detailsOf(id)} |`);
  return ['| fault | what happens | share and parameters |', '| --- | --- | --- |', ...rows].join('\n');
}

function detailsOf(id: FaultId): string {
  const { shareOf, defaultShare, parameters } = kindOf(id);
  const share = shareOf === undefined ? [] : [`share of ${shareOf}, default ${defaultShare}`];
  const rest = parameters.map(({ name, summary, defaultMs }) =>
    defaultMs === undefined ? `${name}: ${summary}` : `${name}: ${summary}, default ${defaultMs / 1000}s`,
  );
  return [...share, ...rest].join('; ');
}

function kindOf(id: FaultId): FaultKind {
  return FAULTS[id];
}
