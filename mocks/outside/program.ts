import { spawnSync } from 'node:child_process';

/** Whether a program that this project does not install answers; says loudly when it does not. */
export function hasProgram(name: string, args: readonly string[]): boolean {
  const works = spawnSync(name, args, { stdio: 'ignore' }).status === 0;
  if (!works)
    process.stderr.write(
      `SKIPPED: "${name} ${args.join(' ')}" does not work here, so what needs it is not checked\n`,
    );
  return works;
}
