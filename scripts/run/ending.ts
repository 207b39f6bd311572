import type { RunResult } from '../../schemas/generated/run-result.ts';
import { EXIT } from '../command.ts';
import { writeManifest } from './folder.ts';
import type { Manifest } from './manifest.ts';
import { exitCodeOf, writeResult } from './render.ts';

/** A run that is over. */
export interface EndedRun {
  readonly folder: string;
  readonly result: RunResult;
  readonly exitCode: number;
}

/** Completes the manifest of a run, and writes it and the result; one that was stopped on request ends with 130. */
export function endRun(
  folder: string,
  judged: RunResult,
  { manifest, signal }: { readonly manifest: Manifest; readonly signal: AbortSignal },
): EndedRun {
  const exitCode = signal.aborted ? EXIT.interrupted : exitCodeOf(judged);
  const ended: Manifest = { ...manifest, endedAt: new Date().toISOString(), exitCode };
  const result: RunResult = { ...judged, manifest: { ...ended } };
  writeResult(folder, result);
  writeManifest(folder, ended);
  return { folder, result, exitCode };
}
