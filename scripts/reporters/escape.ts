// Control characters (ANSI sequences begin with one), what turns the direction of text around or hides in it, and what
// no XML document may hold (lone surrogates, non-characters).
const UNSAFE = /[\p{Control}\p{Format}\p{Surrogate}\p{Line_Separator}\p{Paragraph_Separator}\uFFFE\uFFFF]/gu;

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text on one line that can do nothing to a terminal: line breaks become spaces, what is unsafe becomes `\u{1b}`. */
export function terminalText(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replaceAll('\t', ' ')
    .replace(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Text for an HTML element or a quoted attribute. */
export function htmlText(text: string): string {
  return terminalText(text).replace(/[&<>"']/g, (character) => HTML[character] ?? '');
}

/** Text for an XML element or a quoted attribute. */
export function xmlText(text: string): string {
  return htmlText(text);
}

/** Our own words for a Markdown paragraph or table cell: nothing in them is markup. */
export function markdownText(text: string): string {
  return terminalText(text)
    .replace(/[\\`*_[\]|~#!@]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** Text of the target for Markdown, as code: no link, no mention, no image can come of it. */
export function markdownCode(text: string): string {
  const safe = terminalText(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...safe.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${safe} ${fence}`;
}
