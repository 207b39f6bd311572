import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureEngine } from '../k6/engine.ts';
import type { PartResult } from './bench.ts';
import { machineOf, type Machine } from './machine.ts';
import type { BenchKind } from './parts.ts';
import { requireLinux, requireProgram } from './proc.ts';
import { buildTool } from './tool.ts';

/** What to measure, and how thoroughly. */
export interface BenchPlan {
  readonly kind: BenchKind;
  /** Names of its parts. */
  readonly parts: readonly string[];
  readonly rounds: number;
  readonly quick: boolean;
}

/** All that was measured. */
export interface BenchResult {
  readonly machine: Machine;
  readonly quick: boolean;
  readonly parts: readonly PartResult[];
}

/**
 * This project's speed beside its peers', on this machine, now. Judges nothing.
 *
 * @throws HarnessError `engine` when a binary that it needs cannot be built; `no-data` where there is no /proc
 */
export async function runBench({ kind, ...plan }: BenchPlan, signal: AbortSignal): Promise<BenchResult> {
  requireLinux();
  const engine = kind.needsEngine ? await ensureEngine(signal) : undefined;
  if (engine !== undefined) requireProgram(engine);
  const tool = kind.needsTool ? await buildTool(signal) : '';
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-bench-'));
  const machine = await machineOf(engine);
  const parts: PartResult[] = [];
  for (const name of plan.parts) {
    const result = await kind.parts[name]?.({
      ...plan,
      engine: engine ?? '',
      tool,
      folder: folder.path,
      signal,
    });
    if (result !== undefined) parts.push(result);
  }
  return { machine, quick: plan.quick, parts };
}
