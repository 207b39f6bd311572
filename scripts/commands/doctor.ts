import { join } from 'node:path';
import { Command } from 'commander';
import { StandInError } from '../../mocks/errors.ts';
import { parseDuration } from '../../mocks/latency.ts';
import { strict, type CommandContext } from '../command.ts';
import { renderDiagnosis } from '../doctor/render.ts';
import { HarnessError } from '../errors.ts';
import { loadTarget } from '../k6/target.ts';
import { runDoctor } from '../run/doctor-run.ts';
import { shownPath } from '../run/folder.ts';
import { givenToken } from '../run/given-token.ts';
import { located, seedOf } from '../run/load-request.ts';
import { ownStandIn, withStandInFlags, type StandInFlags } from '../run/stand-in-flags.ts';

interface Flags extends StandInFlags {
  readonly target?: string;
  readonly watch?: string;
  readonly origin?: string;
  readonly json?: boolean;
}

const LONGEST_WATCH_MS = 24 * 60 * 60_000;
/** Of a stand-in of our own, so that its stream shows within seconds that it lives. */
const PING_INTERVAL = ['--ping-interval', '1s'] as const;

const HELP = `
Asks a host that is not ours once: one guest token, one stream (with --watch one after the other), no conversation, so
that nobody is called to a chat. Exits 0 when nothing is found, 1 when something is, 130 when it is interrupted.

Environment:
  SCRT_TOKEN                        a token to look at in place of a new one
  HTTPS_PROXY, HTTP_PROXY, NO_PROXY  the way out; NODE_EXTRA_CA_CERTS: an authority to trust (PEM)

Examples:
  npm run doctor -- --target my-org.yaml
  npm run doctor -- --target my-org.yaml --origin https://shop.example.com
  npm run doctor -- --target my-org.yaml --watch 90m
  npm run doctor -- --fault verification-on`;

/** Why a guest gets no token or no live stream. */
export async function doctor({ argv, signal }: CommandContext): Promise<number> {
  const program = withStandInFlags(
    strict(new Command('npm run doctor --'))
      .description('Tells why a guest gets no token or no live stream, and what to do about it.')
      .option('--target <name, file or loopback URL>', 'where; default: a stand-in of its own')
      .option('--watch <duration>', 'keeps streams open so long (90m) and tells when they are cut')
      .option('--origin <URL>', 'also asks whether a page of this origin may call (CORS)')
      .option('--json', 'prints findings, what was ruled out and all facts as JSON')
      .addHelpText('after', HELP),
  ).parse(argv, { from: 'user' });
  const flags = program.opts<Flags>();
  const target = loadTarget(flags.target ?? 'stand-in', { orgAsItIs: true });
  if (flags.target !== undefined) located(target);
  const standIn = ownStandIn(flags);
  const run = await runDoctor({
    argv,
    target,
    standIn: standIn && [...PING_INTERVAL, ...standIn],
    seed: seedOf(flags),
    token: givenToken('SCRT_TOKEN'),
    origin: flags.origin === undefined ? undefined : originOf(flags.origin),
    watchMs: flags.watch === undefined ? undefined : watchOf(flags.watch),
    signal,
  });
  const { folder, facts, diagnosis, exitCode } = run;
  if (flags.json === true) {
    process.stdout.write(`${JSON.stringify({ ...diagnosis, facts }, null, 2)}\n`);
  } else {
    const color = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
    process.stdout.write(renderDiagnosis(facts, diagnosis, { color }));
    process.stdout.write(`\nfacts  ${shownPath(join(folder, 'doctor.json'))}\n`);
  }
  return exitCode;
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new HarnessError(
    'usage',
    '--origin takes scheme, host and port of a page, without a path: https://shop.example.com',
  );
}

function watchOf(text: string): number {
  const ms = durationOf(text);
  if (ms >= 1 && ms <= LONGEST_WATCH_MS) return ms;
  throw new HarnessError('usage', `--watch is "${text}"; it takes 1ms to 1440m, and 90m is what is advised`);
}

function durationOf(text: string): number {
  try {
    return parseDuration(text);
  } catch (cause) {
    if (!(cause instanceof StandInError)) throw cause;
    throw new HarnessError('usage', `--watch is "${text}"; it takes a duration such as 90m or 30s`, {
      cause,
    });
  }
}
