import { expect, it } from 'vitest';
import { withoutSecrets } from './secrets.ts';

it.each([
  ['--out=https://user:secret@example.test/write', '--out=https://<masked>@example.test/write'],
  ['token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln', 'token=<token>'],
  ['invalid header "Bearer opaque.sig\nmore"', 'invalid header "Bearer <token>\nmore"'],
  ['GOPROXY=http://user:p@ss@127.0.0.1:9', 'GOPROXY=http://<masked>@127.0.0.1:9'],
  ['bearer\tabc.def', 'bearer\t<token>'],
  ['Proxy-Authorization: Basic dXNlcjpw', 'Proxy-Authorization: Basic <token>'],
  ['influxdb=http://h/db?u=me&p=secret&x=1', 'influxdb=http://h/db?u=me&p=<masked>&x=1'],
  ['--profile', '--profile'],
])('keeps no secret of the argument %s', (argument, kept) => {
  expect(withoutSecrets(argument)).toBe(kept);
});
