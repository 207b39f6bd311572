import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { cachedEngine } from './engine-cache.ts';
import { createFakeBuild, saysVersion, type FakeBuild } from './fake-go.fixture.ts';

const build = ({ source, cache, env }: FakeBuild, signal?: AbortSignal) =>
  cachedEngine({ source, folder: cache, env, signal });

it('builds once for the same sources, and again for others', async () => {
  using go = createFakeBuild();
  const binary = await build(go);
  expect(readFileSync(binary, 'utf8')).toBe('binary\n');
  expect(await build(go)).toBe(binary);
  expect(go.builds()).toBe(1);
  writeFileSync(join(go.source, 'main.go'), 'package main // changed');
  expect(await build(go)).not.toBe(binary);
  expect(go.builds()).toBe(2);
});

it('builds once for two commands that need it at once', async () => {
  using go = createFakeBuild();
  const [one, other] = await Promise.all([build(go), build(go)]);
  expect(one).toBe(other);
  expect(go.builds()).toBe(1);
});

it('builds again for the command that waited, when the first one failed', async () => {
  using go = createFakeBuild({
    build: '[ -e "$folder/failed" ] || { touch "$folder/failed"; exit 1; }; echo binary > "$out"',
  });
  const ends = await Promise.allSettled([build(go), build(go)]);
  expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

it('leaves no half of a binary when it fails', async () => {
  using go = createFakeBuild({ build: 'echo half > "$out"; exit 1' });
  await expect(build(go)).rejects.toThrow('go build of engine/ failed');
  expect(readdirSync(go.cache)).toEqual([]);
});

it('does not stumble over what a killed build has left', async () => {
  using go = createFakeBuild();
  mkdirSync(join(go.cache, 'unfinished'), { recursive: true });
  writeFileSync(join(go.cache, 'unfinished', 'k6'), 'half');
  // No process has this number: it is beyond the largest that Linux gives out.
  writeFileSync(join(go.cache, 'build.lock'), '4194999 1');
  expect(readFileSync(await build(go), 'utf8')).toBe('binary\n');
});

it('keeps the three builds that were used last', async () => {
  using go = createFakeBuild();
  const binaries: string[] = [];
  const buildOf = async (source: string) => {
    writeFileSync(join(go.source, 'main.go'), source);
    return build(go);
  };
  for (const [index, source] of ['a', 'b', 'c'].entries()) {
    const binary = await buildOf(source);
    utimesSync(binary, index, index);
    binaries.push(binary);
  }
  await buildOf('a');
  await buildOf('d');
  expect(binaries.map((binary) => existsSync(binary))).toEqual([true, false, true]);
  expect(existsSync(dirname(binaries[1] ?? ''))).toBe(false);
});

it('builds for the machine that it runs on, with flags of its own', async () => {
  using go = createFakeBuild({ build: 'env > "$folder/env"; echo binary > "$out"' });
  Object.assign(go.env, { GOOS: 'plan9', GOARCH: 'mips', GOFLAGS: '-mod=vendor', GOPROXY: 'https://mine' });
  await build(go);
  const env = readFileSync(join(go.path, 'env'), 'utf8');
  expect(env).not.toMatch(/^(GOOS|GOARCH)=/m);
  expect(env).toContain('GOFLAGS=-mod=readonly -buildvcs=false\n');
  expect(env).toContain('CGO_ENABLED=0\n');
  expect(env).toContain('GOPROXY=https://mine\n');
});

it('says without Go what to install, and which variable to set', async () => {
  using go = createFakeBuild();
  Object.assign(go.env, { PATH: '/nowhere' });
  await expect(build(go)).rejects.toThrow(/^Go is not installed.*Install Go 1\.25 or newer.*K6_BINARY/);
});

it('says of a Go that is too old which version it is, and which is needed', async () => {
  using go = createFakeBuild({ env: saysVersion('go1.20.5') });
  await expect(build(go)).rejects.toThrow(
    /^Go is go1\.20\.5, which is too old for the engine: it needs 1\.25\. /,
  );
});

it('says why a Go that is too old did not get a newer one', async () => {
  const refused = 'echo "go: downloading go1.25.0" >&2; echo "go: download go1.25.0: refused" >&2; exit 1';
  using go = createFakeBuild({
    env: `if [ "$GOTOOLCHAIN" = local ]; then echo go1.23.1; else ${refused}; fi`,
  });
  await expect(build(go)).rejects.toThrow(
    /^Go is go1\.23\.1, .*needs 1\.25, and it got no newer one by itself \(go: download go1\.25\.0: refused/,
  );
});

it('passes on why a Go that is new enough does not answer', async () => {
  using go = createFakeBuild({
    env: 'if [ "$GOTOOLCHAIN" = local ]; then echo go1.26.0; else echo "go: broken" >&2; exit 1; fi',
  });
  await expect(build(go)).rejects.toThrow(/^"go env" failed in .*: go: broken\./);
});

it('says which modules could not be fetched, as go tells it of each', async () => {
  using go = createFakeBuild({
    mod: `printf '{\\n\\t"Path": "a",\\n\\t"Error": "a@v1: 403 Forbidden"\\n}\\n{\\n\\t"Path": "b"\\n}\\n'; exit 1`,
  });
  await expect(build(go)).rejects.toThrow(
    /^the engine's modules could not be fetched .*\n {2}a@v1: 403 Forbidden\n/,
  );
  expect(go.builds()).toBe(0);
});

it('says which of our packages does not compile, as go tells it', async () => {
  const report = (fields: object) =>
    `printf '%s\\n' '${JSON.stringify({ ImportPath: 'scrt-bench/engine', ...fields })}'`;
  const reports = [
    report({ Action: 'build-output', Output: 'scrt-bench/engine\n' }),
    report({ Action: 'build-output', Output: './main.go:1:1: no\n' }),
    report({ Action: 'build-fail' }),
  ];
  using go = createFakeBuild({ build: `${reports.join('; ')}; exit 1` });
  await expect(build(go)).rejects.toThrow(
    /^the engine's own sources do not compile \(scrt-bench\/engine\):\n {2}\.\/main\.go:1:1: no\n/,
  );
});

it('says that its cache cannot be written', async () => {
  using go = createFakeBuild();
  writeFileSync(go.cache, 'a file');
  await expect(build(go)).rejects.toThrow(/^the engine's cache .* cannot be written \(E.*free there/);
});

it('stops on request, also while it waits for another build', async () => {
  using go = createFakeBuild({ build: 'touch "$folder/building"; sleep 1000' });
  const first = new AbortController();
  const second = new AbortController();
  const building = expect(build(go, first.signal)).rejects.toThrow('aborted');
  await vi.waitUntil(() => existsSync(join(go.path, 'building')), { timeout: 30_000 });
  const waiting = expect(build(go, second.signal)).rejects.toThrow('aborted');
  second.abort();
  await waiting;
  first.abort();
  await building;
  expect(readdirSync(go.cache)).toEqual([]);
});
