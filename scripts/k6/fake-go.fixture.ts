import { mkdirSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a fake go does, as shell: `$folder` is the fixture's folder, `$out` the binary that is asked for. */
export interface FakeGo {
  readonly env?: string;
  readonly mod?: string;
  readonly build?: string;
}

/** Sources of an engine, an empty cache, and a go that does what it is told. */
export interface FakeBuild extends Disposable {
  readonly path: string;
  readonly source: string;
  readonly cache: string;
  /** An environment that finds only this go, and the system's shell. */
  readonly env: NodeJS.ProcessEnv;
  /** How often it was asked to build. */
  readonly builds: () => number;
  readonly become: (go: FakeGo) => void;
}

/** A go of a version, as `go env -json` tells it. */
export function saysVersion(version: string): string {
  const setup = {
    GOVERSION: version,
    GOCACHE: '/gocache',
    GOMODCACHE: '/gomodcache',
    GOPROXY: 'https://a:b@proxy',
  };
  return `echo '${JSON.stringify(setup)}'`;
}

/** A fake go on the PATH: by default one that builds an empty binary. */
export function createFakeBuild(go: FakeGo = {}): FakeBuild {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-go-'));
  const source = join(folder.path, 'engine');
  const become = (next: FakeGo) =>
    writeFileSync(join(folder.path, 'bin', 'go'), script(folder.path, next), { mode: 0o755 });
  mkdirSync(source);
  mkdirSync(join(folder.path, 'bin'));
  writeFileSync(join(folder.path, 'builds'), '');
  writeFileSync(
    join(source, 'go.mod'),
    'module scrt-bench/engine\n\ngo 1.25.0\n\nrequire go.k6.io/k6 v1.8.1\n',
  );
  writeFileSync(join(source, 'main.go'), 'package main');
  become(go);
  return {
    path: folder.path,
    source,
    cache: join(folder.path, 'cache'),
    env: { PATH: `${join(folder.path, 'bin')}:/usr/bin:/bin` },
    builds: () => readFileSync(join(folder.path, 'builds'), 'utf8').split('\n').length - 1,
    become,
    [Symbol.dispose]: () => folder.remove(),
  };
}

function script(folder: string, { env, mod, build }: FakeGo): string {
  return `#!/bin/sh
folder='${folder}'
case "$1" in
env) ${env ?? saysVersion('go1.26.0')} ;;
mod) ${mod ?? ':'} ;;
build)
  echo build >> "$folder/builds"
  while [ "$1" != -o ]; do shift; done
  out="$2"
  ${build ?? 'echo binary > "$out"'} ;;
esac
`;
}
