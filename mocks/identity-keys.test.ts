import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readKeySet } from './identity-keys.ts';

function rsa(bits: number): { readonly publicKey: JsonWebKey; readonly privateKey: JsonWebKey } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  return { publicKey: publicKey.export({ format: 'jwk' }), privateKey: privateKey.export({ format: 'jwk' }) };
}

const { publicKey, privateKey } = rsa(2048);
const EC = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });

function read(content: unknown): ReturnType<typeof readKeySet> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'keys-'));
  const file = join(folder.path, 'keys.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readKeySet(file);
}

test('reads public RSA keys by their kid', () => {
  expect(read({ keys: [{ ...publicKey, kid: 'a' }] }).keys.map(({ kid }) => kid)).toEqual(['a']);
});

test.each<[string, unknown, RegExp]>([
  ['no JSON', '{', /keys\.json is no JSON/],
  ['no keys', { keys: [] }, /keys\.json holds no keys; give a JSON Web Key Set/],
  ['a key without a kid', { keys: [publicKey] }, /key 1 has no kid/],
  ['a private key', { keys: [{ ...privateKey, kid: 'a' }] }, /key 1 is a private key; give its public half/],
  [
    'a key that is too short',
    {
      keys: [
        { ...publicKey, kid: 'a' },
        { ...rsa(1024).publicKey, kid: 'b' },
      ],
    },
    /key 2 has 1024 bits; at least 2048/,
  ],
  ['a key of another kind', { keys: [{ ...EC, kid: 'a' }] }, /key 1 is no RSA key/],
  ['no key at all', { keys: [{ kid: 'a', kty: 'RSA' }] }, /key 1 is no public key/],
])('refuses %s', (_, content, message) => {
  expect(() => read(content)).toThrow(message);
});
