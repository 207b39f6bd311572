import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ROOT } from '../paths.ts';
import { EXTENSIONS } from './engine-binary.ts';
import { ensureEngine } from './engine.ts';

let folder: ReturnType<typeof mkdtempDisposableSync>;

beforeEach(() => {
  folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-binary-'));
});

afterEach(() => folder.remove());

const OURS = [
  { module: 'e', imports: ['k6/x/eventsource'] },
  { module: 'h', imports: ['k6/x/hdrlog'], outputs: ['hdrlog'] },
];
/** What our output writes first, into the file that the engine is told. */
const STARTS = (schemaVersion: number) =>
  `while [ $# -gt 0 ]; do case "$1" in hdrlog=*) prefix="\${1#hdrlog=}";; esac; shift; done
   echo '{"kind":"start","schemaVersion":${schemaVersion}}' > "$prefix.ndjson"`;

/** A binary that answers "version --json" so, and runs a script so. */
interface FakeBinary {
  readonly version?: object | string;
  readonly run?: string;
}

function checked({ version = {}, run = STARTS(2) }: FakeBinary = {}): Promise<string> {
  const path = join(folder.path, 'k6');
  const said =
    typeof version === 'string'
      ? version
      : JSON.stringify({ version: 'v1.8.3', go_version: 'go1.26.0', extensions: OURS, ...version });
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = version ]; then echo '${said}'; exit; fi\n${run}\n`, {
    mode: 0o755,
  });
  return ensureEngine(undefined, { K6_BINARY: path });
}

it('takes a k6 of the right version that carries both extensions, as they are now', async () => {
  expect(await checked()).toBe(join(folder.path, 'k6'));
});

it.each(['v1.7.2', 'v1.80.0', 'v2.0.0', '(devel)'])('refuses k6 %s', async (version) => {
  await expect(checked({ version: { version } })).rejects.toThrow(
    `which is k6 ${version}, and the engine is k6 v1.8.x (engine/go.mod). Unset K6_BINARY`,
  );
});

it('names what a plain k6 lacks', async () => {
  const plain = checked({ version: { extensions: undefined } });
  await expect(plain).rejects.toThrow('which lacks k6/x/eventsource and k6/x/hdrlog and hdrlog. Unset');
});

it('names the output alone when it lacks that', async () => {
  const extensions = [{ module: 'x', imports: ['k6/x/eventsource', 'k6/x/hdrlog'] }];
  await expect(checked({ version: { extensions } })).rejects.toThrow('which lacks hdrlog. Unset');
});

it("passes on the engine's own words about extensions of another time", async () => {
  const run = `echo '{"level":"error","msg":"Error: it lacks begin of k6/x/hdrlog"}' >&2; exit 107`;
  await expect(checked({ run })).rejects.toThrow(
    'which does not run a script of ours: Error: it lacks begin of k6/x/hdrlog. Unset K6_BINARY',
  );
});

it('names both versions of the measurements when the output writes another', async () => {
  await expect(checked({ run: STARTS(1) })).rejects.toThrow(
    'which writes its measurements in version 1, and this checkout reads 2. Unset K6_BINARY',
  );
});

it.each([
  ['is no JSON', 'k6 v1.8.1'],
  ['is JSON of something else', '[]'],
  ['is nothing', 'null'],
])('refuses a program whose version %s', async (_, version) => {
  await expect(checked({ version })).rejects.toThrow(/does not answer "version --json" as k6 does\. Unset/);
});

it('refuses a file that cannot be run', async () => {
  const path = join(folder.path, 'k6');
  writeFileSync(path, '#!/bin/sh\n', { mode: 0o644 });
  const refused = ensureEngine(undefined, { K6_BINARY: path });
  await expect(refused).rejects.toThrow(`K6_BINARY is "${path}", which is no file that can be run`);
});

it.each(Object.entries(EXTENSIONS))('looks for everything that %s declares', (module, names) => {
  const declared = readFileSync(join(ROOT, 'engine', module.replace('k6/x/', ''), 'index.d.ts'), 'utf8');
  const exported = [...declared.matchAll(/^ *export (?:function|class|const) (\w+)/gm)].map(
    ([, name]) => name,
  );
  expect(new Set(exported)).toEqual(new Set(names));
});
