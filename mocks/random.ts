/** A seeded generator: the same seed and the same calls give the same numbers. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A lower-case UUID of version 4. */
  uuid(): string;
  /** A generator of its own, whose use does not change this one; `label` tells siblings apart. */
  fork(label: string): Random;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const UNIT = 2 ** -32;

/** Creates a generator (sfc32, seeded by splitmix32). Not for secrets. */
export function createRandom(seed: number): Random {
  const word = createSfc32(seed);
  return {
    next: () => word() * UNIT,
    uuid: () => formatUuid(word(), word(), [word(), word()]),
    fork: (label) => createRandom(mix(seed, label)),
  };
}

function createSfc32(seed: number): () => number {
  let state = seed | 0;
  const split = () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  let [a, b, c, counter] = [split(), split(), split(), 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) next();
  return next;
}

function formatUuid(first: number, second: number, [third, fourth]: readonly [number, number]): string {
  const version = (second & 0xffff0fff) | 0x4000;
  const variant = (third & 0x3fffffff) | 0x80000000;
  return (
    `${hex(first)}-${hex(version).slice(0, 4)}-${hex(version).slice(4)}-` +
    `${hex(variant).slice(0, 4)}-${hex(variant).slice(4)}${hex(fourth)}`
  );
}

function hex(word: number): string {
  return (
    `${HEX[word >>> 24] ?? ''}${HEX[(word >>> 16) & 255] ?? ''}` +
    `${HEX[(word >>> 8) & 255] ?? ''}${HEX[word & 255] ?? ''}`
  );
}

/** FNV-1a over the label, started from the seed. */
function mix(seed: number, label: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of label) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash | 0;
}
