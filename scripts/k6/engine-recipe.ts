/** How the engine is compiled; a change makes another binary, so all of it is in the hash of the sources. */
export const BUILD_FLAGS = ['-trimpath', '-ldflags', '-s -w'] as const;

const BUILD_ENV = {
  // A binary that runs on any machine of its platform, whatever C library that has.
  CGO_ENABLED: '0',
  GOFLAGS: '-mod=readonly -buildvcs=false',
  // A workspace around the checkout would replace modules.
  GOWORK: 'off',
  GO111MODULE: 'on',
} as const;

/** The environment to build in: ours decides, and the platform is that of the machine. */
export function buildEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { GOOS: _os, GOARCH: _architecture, GOAMD64: _amd64, GOARM64: _arm64, ...rest } = env;
  return { ...rest, ...BUILD_ENV };
}

/** Everything beside the sources that decides the binary. */
export function recipeText(goVersion: string): string {
  return JSON.stringify([goVersion, process.platform, process.arch, BUILD_FLAGS, BUILD_ENV]);
}
