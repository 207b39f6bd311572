import { Command } from 'commander';
import { gateChecks, outsideChecks, runCheck } from '../checks.ts';
import { EXIT, strict, type CommandContext } from '../command.ts';
import { ensureEngine } from '../k6/engine.ts';
import { startStep } from '../progress.ts';

/**
 * Runs every check to its end and sums up on stdout. A failing check is a failure of the harness
 * (3): 1 is kept for targets.
 */
export async function test({ argv, signal }: CommandContext): Promise<number> {
  const command = strict(new Command('npm test'))
    .description('Runs everything that CI runs: format, lint, types, generated files, dead code, all tests.')
    .option(
      '--outside',
      'instead, the checks that need Chromium, Python or Prometheus; skips loudly what is missing',
    );
  command.parse(argv, { from: 'user' });
  const { outside = false } = command.opts<{ readonly outside?: boolean }>();
  // The end-to-end tests need it; built here, its minutes are named and not a test's.
  process.env['K6_BINARY'] = await ensureEngine(signal);
  const failed: string[] = [];
  const checks = outside ? outsideChecks() : gateChecks();
  for (const check of checks) {
    if (signal.aborted) return EXIT.interrupted;
    const step = startStep(check.name);
    if (await runCheck(check, signal)) {
      step.done(check.name);
    } else {
      step.failed(check.name);
      failed.push(check.name);
    }
  }
  if (failed.length > 0) process.stdout.write(`failed: ${failed.join(', ')}\n`);
  process.stdout.write(`checks: ${checks.length - failed.length} passed, ${failed.length} failed\n`);
  return failed.length === 0 ? EXIT.pass : EXIT.invalid;
}
