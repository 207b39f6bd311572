import type { RunCommand } from '../command.ts';
import { unknownName } from '../k6/find-named.ts';
import { textTable } from '../text-table.ts';

/** Every command by name: what it does, and where it is. Loaded when called, so that help is quick. */
const COMMANDS: Readonly<
  Record<string, { readonly does: string; readonly load: () => Promise<RunCommand> }>
> = {
  start: {
    does: 'the main job: contract check, nightly load, report, verdict',
    load: async () => (await import('./start.ts')).start,
  },
  test: { does: 'every check that CI runs', load: async () => (await import('./test.ts')).test },
  'stand-in': {
    does: 'the stand-in alone; the first line on stdout is its base URL',
    load: async () => (await import('./stand-in.ts')).standIn,
  },
  prism: {
    does: 'plain `prism mock` on the same document',
    load: async () => (await import('./stand-in.ts')).prism,
  },
  load: {
    does: 'one load run, or `list` of what there is',
    load: async () => (await import('./load.ts')).load,
  },
  contract: {
    does: 'contract checks against a live server; what changed in the description',
    load: async () => (await import('./contract.ts')).contract,
  },
  doctor: {
    does: 'why a guest gets no token or no live stream',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  report: { does: 'renders one run again', load: async () => (await import('./report.ts')).report },
  results: {
    does: 'lists or prunes the run folders',
    load: async () => (await import('./results.ts')).results,
  },
  engine: {
    does: 'builds the engine if needed; the last line on stdout is its path',
    load: async () => (await import('./engine.ts')).engine,
  },
  bench: {
    does: "the project's own speed beside its peers', in tables",
    load: async () => (await import('./bench.ts')).bench,
  },
  docs: {
    does: 'makes the readable page of the API',
    load: async () => (await import('./docs.ts')).docs,
  },
  generate: {
    does: 'writes the files that are generated from the description',
    load: async () => (await import('./generate.ts')).generate,
  },
};

/** The command of that name; an unknown one is a usage error that names the nearest. */
export async function findCommand(name: string): Promise<RunCommand> {
  if (name === 'help') return help;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command.load();
  throw unknownName('command', name, Object.keys(COMMANDS));
}

/** Prints what there is. */
function help(): Promise<number> {
  const rows = Object.entries(COMMANDS).map(([name, { does }]) => [`npm run ${name}`, does]);
  process.stdout.write(`${textTable(rows)}\n\nEach has --help.\n`);
  return Promise.resolve(0);
}
