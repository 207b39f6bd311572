/** What decides an iteration's identifiers: the same source gives the same ones in the same order. */
export interface IdentifierSource {
  readonly seed: number;
  /** Tells runs against one long-lived target apart. */
  readonly run: number;
  readonly phase: string;
  /** Number of the iteration in its phase, over all instances. */
  readonly iteration: number;
}

/** Makes lower-case UUIDs of version 4; cheap enough for every message. */
export function createIdentifiers({ seed, run, phase, iteration }: IdentifierSource): () => string {
  const next = generator([hash(`${phase} ${seed}`), hash(`${run} ${seed}`), iteration >>> 0]);
  return () => {
    const [a, b, c, d] = [next(), next(), next(), next()].map(hex) as [string, string, string, string];
    const variant = '89ab'[Number.parseInt(c.charAt(0), 16) & 3];
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
  };
}

/** sfc32, by Chris Doty-Humphrey (PractRand): 32 bits a call, and the first 15 calls mix the three words in. */
function generator([first, second, third]: readonly [number, number, number]): () => number {
  let [a, b, c, counter] = [first, second, third, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 15; round += 1) next();
  return next;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return value >>> 0;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
