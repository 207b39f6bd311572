import { FAULTS, FAULT_IDS, parametersOf, WINDOW, type FaultId, type FaultKind } from './catalogue.ts';

/** The catalogue as lines for `--help`. */
export function faultLines(): readonly string[] {
  return FAULT_IDS.map((id) => `  ${id.padEnd(22)} ${kindOf(id).summary} (${detailsOf(id)})`);
}

/** The catalogue as a Markdown table. */
export function faultTable(): string {
  const rows = FAULT_IDS.map((id) => `| \`${id}\` | ${kindOf(id).summary} | ${detailsOf(id)} |`);
  return ['| fault | what happens | share and parameters |', '| --- | --- | --- |', ...rows].join('\n');
}

/** What the window of a fault means, once for all. */
export function windowText(): string {
  return WINDOW.map(({ name, summary }) => `${name}: ${summary}`).join('; ');
}

function detailsOf(id: FaultId): string {
  const { shareOf, defaultShare } = kindOf(id);
  const share = shareOf === undefined ? [] : [`share of ${shareOf}, default ${defaultShare}`];
  const own = parametersOf(id).filter((parameter) => !WINDOW.includes(parameter));
  const rest = own.map(({ name, summary, default: written }) =>
    written === undefined ? `${name}: ${summary}` : `${name}: ${summary}, default ${written}`,
  );
  return [...share, ...rest].join('; ');
}

function kindOf(id: FaultId): FaultKind {
  return FAULTS[id];
}
