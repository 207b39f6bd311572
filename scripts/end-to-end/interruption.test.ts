import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  processesWith,
  resultOf,
  runFolders,
  startCommand,
  until,
  type StartedCommand,
} from './started-command.ts';

/** The folder of a run that has measured something. */
async function underLoad(command: StartedCommand): Promise<string> {
  return until(() => {
    const folder = runFolders(command).at(-1);
    const log = join(folder ?? '', 'metrics', '0.ndjson');
    return folder !== undefined && existsSync(log) && readFileSync(log, 'utf8').includes('outcome=answered')
      ? folder
      : undefined;
  });
}

function pidOf(folder: string, part: 'engine' | 'stand-in'): number {
  const [pid] = processesWith(
    part === 'engine' ? `hdrlog=${join(folder, 'metrics')}` : join(folder, 'truth.ndjson'),
  );
  if (pid === undefined) throw new Error(`no ${part} runs for ${folder}`);
  return pid;
}

const LOAD = ['load', 'conversation', '--profile', 'nightly'];

describe('a run that is cut short', () => {
  it.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s keeps what was measured and ends in 130',
    async (signal) => {
      await using command = startCommand(LOAD);
      const folder = await underLoad(command);
      command.signal(signal);
      expect(await command.exit, command.said.stderr).toBe(130);
      const result = resultOf(command);
      expect(result).toMatchObject({ verdict: 'invalid', partial: true });
      expect(result.reasons.map(({ code }) => code)).toContain('stopped');
      expect(result.metrics.length).toBeGreaterThan(0);
      expect(processesWith(folder)).toEqual([]);
    },
  );

  it.concurrent.each(['SIGTERM', 'SIGKILL'] as const)(
    'by %s to npm alone keeps it too, and leaves no process',
    async (signal) => {
      await using command = startCommand(LOAD, { through: 'npm' });
      const folder = await underLoad(command);
      command.signal(signal);
      await until(() => processesWith(command.results).length === 0);
      const result = await until(() => existsSync(join(folder, 'result.json')) && resultOf(command));
      expect(result).toMatchObject({ verdict: 'invalid', partial: true });
      expect(result.reasons.map(({ code }) => code)).toContain('stopped');
      expect(result.metrics.length).toBeGreaterThan(0);
    },
  );

  it.concurrent('by the death of the stand-in ends in 3, and says so', async () => {
    await using command = startCommand(LOAD);
    const folder = await underLoad(command);
    process.kill(pidOf(folder, 'stand-in'), 'SIGKILL');
    expect(await command.exit, command.said.stderr).toBe(3);
    const result = resultOf(command);
    expect(result).toMatchObject({ verdict: 'invalid', partial: true });
    expect(result.reasons.map(({ code }) => code)).toContain('stand-in-died');
  });

  it.concurrent('by the death of the engine ends in 3, and keeps what was measured', async () => {
    await using command = startCommand(LOAD);
    const folder = await underLoad(command);
    process.kill(pidOf(folder, 'engine'), 'SIGKILL');
    expect(await command.exit, command.said.stderr).toBe(3);
    const result = resultOf(command);
    expect(result).toMatchObject({ verdict: 'invalid', partial: true });
    expect(result.counters.length).toBeGreaterThan(0);
    expect(result.reasons.map(({ code }) => code)).toContain('engine-died');
  });
});
