import { statSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildFailure, type Message, type Metafile } from 'esbuild';
import { HarnessError } from '../errors.ts';
import { ROOT } from '../paths.ts';
import { findScenario } from './scenario.ts';

/** A scenario in one file that k6 runs. */
export interface Bundle {
  readonly path: string;
  readonly bytes: number;
  /** Of these, the generated validators: only those that the scenario uses. */
  readonly validatorBytes: number;
}

/**
 * Bundles a scenario into one ES module; k6's own modules stay outside.
 *
 * @throws HarnessError `usage` for an unknown scenario; `harness` with file and line for code that cannot be bundled
 */
export async function bundleScenario(name: string, path: string): Promise<Bundle> {
  return bundleEntry(join(ROOT, 'scenarios', `${findScenario(name).name}.ts`), path);
}

/** Bundles one entry file. */
export async function bundleEntry(entry: string, path: string): Promise<Bundle> {
  try {
    const { metafile } = await build({
      entryPoints: [entry],
      outfile: path,
      absWorkingDir: ROOT,
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      external: ['k6', 'k6/*'],
      target: 'es2022',
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'silent',
      metafile: true,
    });
    return { path, bytes: statSync(path).size, validatorBytes: validatorBytes(metafile) };
  } catch (cause) {
    throw new HarnessError('harness', `${entry} cannot be bundled: ${problemsOf(cause)}`, { cause });
  }
}

function validatorBytes({ outputs }: Metafile): number {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const [, validators] = inputs.find(([path]) => path.endsWith('generated/validators.js')) ?? [];
  return validators?.bytesInOutput ?? 0;
}

function problemsOf(cause: unknown): string {
  const errors: readonly Message[] = (cause as Partial<BuildFailure>).errors ?? [];
  if (errors.length === 0) return String(cause);
  return errors
    .map(({ location, text }) => (location ? `${location.file}:${location.line}: ${text}` : text))
    .join('; ');
}
