import { describe, expect, it } from 'vitest';
import { ConversationId } from '../../schemas/generated/validators.js';
import { createIdentifiers, type IdentifierSource } from './identifiers.ts';

const SOURCE: IdentifierSource = { seed: 1, run: 0, phase: 'tokens', iteration: 0 };

function take(count: number, change: Partial<IdentifierSource> = {}): readonly string[] {
  return Array.from({ length: count }, createIdentifiers({ ...SOURCE, ...change }));
}

describe('createIdentifiers', () => {
  it('makes lower-case UUIDs of version 4 that the contract takes', () => {
    for (const id of take(1000)) {
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(ConversationId(id, '')).toBeNull();
    }
  });

  it('makes the same ones from the same source', () => {
    expect(take(3)).toEqual(take(3));
  });

  it.each<Partial<IdentifierSource>>([{ seed: 2 }, { run: 1 }, { phase: 'fanout' }, { iteration: 1 }])(
    'makes others from %o',
    (change) => {
      expect(take(3, change)).not.toEqual(take(3));
    },
  );

  it('repeats none over many iterations', () => {
    const made = Array.from({ length: 20_000 }, (_, iteration) => take(3, { iteration })).flat();
    expect(new Set(made).size).toBe(60_000);
  });

  it('uses every digit alike', () => {
    const digits = take(4000).map((id) => id.charAt(0));
    const counts = Map.groupBy(digits, (digit) => digit);
    expect(counts.size).toBe(16);
    for (const same of counts.values()) expect(same.length).toBeGreaterThan(180);
  });
});
