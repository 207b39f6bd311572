/** A JSON value with members. */
export type Members = Readonly<Record<string, unknown>>;

/** Tells whether a value has members. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The parsed text; undefined, which no JSON text means, where it is none. So that every engine finds the same, two kinds of
 * JSON are none here: numbers beyond the range of a double (RFC 7493, 2.2), which k6's engine refuses, and long texts
 * nested deeper than 10,000, since k6's parser recurses, and some millions of brackets end its whole process. Halves of
 * characters are replaced, as k6's engine does.
 */
export function parsedJson(text: string): unknown {
  if (text.length > LONG && isTooDeep(text)) return undefined;
  try {
    if (!READS_MORE) return JSON.parse(text) as unknown;
    const value: unknown = JSON.parse(HALF.test(text) ? text.replace(ESCAPE, wholeCharacter) : text);
    return HUGE.test(text) && holdsInfinity(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

const DEEPEST = 10_000;
/** Shorter texts are parsed without a look at them: as deep as they can be, they cost some 60 MB of stack. */
const LONG = 100_000;
const [QUOTE, BACKSLASH, LIST, LIST_END, OBJECT, OBJECT_END] = Array.from('"\\[]{}', (sign) =>
  sign.charCodeAt(0),
);

/** Looks at each character only where there are brackets enough: in k6 that costs more than parsing. */
function isTooDeep(text: string): boolean {
  if (countUpTo(text, '[') + countUpTo(text, '{') <= DEEPEST) return false;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) quoted = !quoted;
    else if (quoted && sign === BACKSLASH) at += 1;
    else if (quoted) continue;
    else if (sign === LIST || sign === OBJECT) depth += 1;
    else if (sign === LIST_END || sign === OBJECT_END) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function countUpTo(text: string, sign: string): number {
  let count = 0;
  for (let at = text.indexOf(sign); at !== -1 && count <= DEEPEST; at = text.indexOf(sign, at + 1))
    count += 1;
  return count;
}

/** Where a number may be huge; most texts that match hold an identifier. */
const HUGE = /\d[eE]|\d{100}/;
const HALF = /\\u[dD][89a-fA-F]/;
/** Escapes in their order, so that an escaped backslash is none of a `u`; pairs of halves first. */
const ESCAPE =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[dD][89a-fA-F][\da-fA-F]{2}|[^])/g;

function wholeCharacter(escape: string): string {
  return escape.length === 6 && HALF.test(escape) ? '\\ufffd' : escape;
}

/** Whether this engine takes what k6's does not. */
const READS_MORE = parsesHuge();

function parsesHuge(): boolean {
  try {
    return JSON.parse('1e999') === Infinity;
  } catch {
    return false;
  }
}

/** By a list of its own: the value may be deeper than calls can be. */
function holdsInfinity(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (next === Infinity || next === -Infinity) return true;
    if (typeof next === 'object' && next !== null) for (const inner of Object.values(next)) open.push(inner);
  }
  return false;
}

/** A short text without halves of characters, which engines keep, replace or escape as they like. */
export function wellFormed(text: string): string {
  // By code points: k6's engine matches surrogates in patterns in a way of its own.
  return Array.from(text, (point) => {
    const code = point.codePointAt(0) ?? 0;
    return code >= 0xd8_00 && code <= 0xdf_ff ? '\ufffd' : point;
  }).join('');
}
