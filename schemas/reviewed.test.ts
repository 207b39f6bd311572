import { expect, it } from 'vitest';
import { readDocument } from './generate/document.ts';
import { factsOf } from './generate/facts.ts';
import type { Rule } from './rules/rule.ts';
import { RULES } from './rules.ts';

// The second book. Everything else here is derived from the description, and would follow it into an error: what stands in
// reviewed.txt was compared with the sources row by row. After a change of the description, read the difference against
// the source, then accept it by `npx vitest run schemas/reviewed.test.ts -u`.
it('says what was compared with the sources, row by row', async () => {
  const rows = factsOf(readDocument()).map(({ kind, id, says, mark, sources, sides, why }) =>
    [kind, id, says, mark, sources.join(' '), sides.join('+'), ...(why === undefined ? [] : [why])].join(
      ' | ',
    ),
  );
  for (const [id, { says, mark, sources }] of Object.entries<Rule>(RULES))
    rows.push(['rule', id, says, mark, sources.join(' ')].join(' | '));
  await expect(`${rows.join('\n')}\n`).toMatchFileSnapshot('reviewed.txt');
});
