const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** The last three characters of the 18-character form: which of the first 15 are capitals, five to a character. */
export function suffixOf(id: string): string {
  return [0, 5, 10]
    .map((from) => {
      const capitals = id
        .slice(from, from + 5)
        .split('')
        .map((character) => /[A-Z]/.test(character));
      return DIGITS[capitals.reduce((sum, isCapital, place) => sum + (isCapital ? 2 ** place : 0), 0)] ?? '';
    })
    .join('');
}

/** What is wrong with an org id: 15 characters that begin with 00D (D, S1), or 18 with the right last three; undefined when nothing is. */
export function orgIdFault(id: string): string | undefined {
  const unfit = id.match(/[^A-Za-z0-9]/)?.[0];
  if (unfit !== undefined) return `it holds ${JSON.stringify(unfit)}; an id has letters and digits only`;
  if (id.length !== 15 && id.length !== 18) return `it has ${id.length} characters; an id has 15 or 18`;
  if (!id.startsWith('00D')) return `it begins with ${id.slice(0, 3)}; an org's id begins with 00D`;
  if (id.length === 15 || id.slice(15) === suffixOf(id)) return undefined;
  return `its last three characters are ${id.slice(15)} where the others ask for ${suffixOf(id)}; a letter, or capitals, changed on the way`;
}
