import { join } from 'node:path';
import { startChild, type Child } from '../process/child.ts';
import { ENGINE_ENVIRONMENT, engineArguments, isKeptFromEngine } from './engine-arguments.ts';

/** One start of the engine. */
export interface EngineRun {
  readonly binary: string;
  /** The bundled scenario. */
  readonly script: string;
  /** The run's folder; metrics and the engine's log go there. */
  readonly folder: string;
  /** Number of this instance; names its files. */
  readonly instance: string;
  /** What the scenario reads, as JSON. */
  readonly plan: unknown;
  /** Further k6 outputs, passed through. */
  readonly outs: readonly string[];
}

/** A running engine, and the outputs that the user has asked of it. */
export interface RunningEngine extends Child {
  readonly outs: readonly string[];
}

/** Starts the engine. It ends with its parent, keeps no samples, and calls nobody. */
export function startEngine(run: EngineRun): RunningEngine {
  const { outs, script } = run;
  const child = startChild({
    command: run.binary,
    args: engineArguments({ outs: [`hdrlog=${metricsPrefix(run)}`, ...outs], script }),
    env: {
      ...ENGINE_ENVIRONMENT,
      SCRT_PARENT_PIPE: '1',
      SCRT_PLAN: JSON.stringify(run.plan),
      ...(outs.length > 0 ? { HDRLOG_SAMPLES: '1' } : {}),
    },
    dropEnv: isKeptFromEngine,
    logFile: join(run.folder, 'engine.log'),
  });
  return { ...child, outs };
}

/** Path of the engine's metric files, without their endings. */
export function metricsPrefix({ folder, instance }: Pick<EngineRun, 'folder' | 'instance'>): string {
  return join(folder, 'metrics', instance);
}
