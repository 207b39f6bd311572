import { execFileSync } from 'node:child_process';
import { cpus, hostname, platform, release, totalmem } from 'node:os';
import { CONTRACT_VERSION } from '../../schemas/generated/operations.ts';
import { ROOT } from '../paths.ts';
import { withoutSecrets } from '../secrets.ts';

/** What is recorded of a run before it starts, and completed when it ends. Times are ISO 8601, UTC. */
export interface Manifest {
  readonly schemaVersion: 1;
  readonly command: string;
  readonly argv: readonly string[];
  readonly scenario: string;
  readonly profile: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly target: { readonly name: string; readonly baseUrl: string } & Readonly<Record<string, unknown>>;
  readonly sloFiles: readonly string[];
  readonly seed: number;
  readonly standIn: { readonly arguments: readonly string[] } | null;
  readonly git: { readonly revision: string; readonly dirty: boolean } | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly host: Readonly<Record<string, string | number>>;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly exitCode: number | null;
}

/** What the caller knows; the rest is read off the machine. */
export type ManifestInput = Pick<
  Manifest,
  'command' | 'argv' | 'scenario' | 'profile' | 'target' | 'sloFiles' | 'seed' | 'standIn'
> & { readonly versions: Readonly<Record<string, string>>; readonly startedAt: Date };

/** The manifest of a run that is about to start. */
export function createManifest(input: ManifestInput): Manifest {
  return {
    schemaVersion: 1,
    ...input,
    argv: input.argv.map(withoutSecrets),
    git: gitState(),
    versions: { ...input.versions, node: process.version, contract: CONTRACT_VERSION },
    host: hostFacts(),
    startedAt: input.startedAt.toISOString(),
    endedAt: null,
    exitCode: null,
  };
}

function gitState(): Manifest['git'] {
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return { revision: git('rev-parse', 'HEAD'), dirty: git('status', '--porcelain') !== '' };
  } catch {
    // An unpacked archive has no history; that is no reason not to measure.
    return null;
  }
}

function hostFacts(): Manifest['host'] {
  const processors = cpus();
  return {
    name: hostname(),
    os: `${platform()} ${release()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
  };
}
