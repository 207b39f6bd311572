import { expect, it } from 'vitest';
import { withoutSecrets } from './secrets.ts';

it.each([
  ['--out=https://user:secret@example.test/write', '--out=https://<masked>@example.test/write'],
  ['token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', 'token=<token>'],
  ['invalid header "Bearer opaque.sig\nmore"', 'invalid header "Bearer <token>\nmore"'],
  ['--profile', '--profile'],
])('keeps no secret of the argument %s', (argument, kept) => {
  expect(withoutSecrets(argument)).toBe(kept);
});
