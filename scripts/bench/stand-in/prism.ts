import { createRequire } from 'node:module';
import { DOCUMENT_PATH } from '../../../mocks/prism/document.ts';
import type { Bench } from '../bench.ts';
import { freePort } from './free-port.ts';
import { startNodeProgram } from './node-child.ts';
import type { Served } from './served.ts';

/** The plain Prism CLI on our description, as `npm run prism` has it, with its logs off. */
export async function startPrism(bench: Bench): Promise<Served> {
  const port = await freePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const entry = createRequire(import.meta.url).resolve('@stoplight/prism-cli/dist/index.js');
  const child = await startNodeProgram(bench, {
    name: 'prism',
    args: [entry, 'mock', DOCUMENT_PATH, '--host=127.0.0.1', `--port=${port}`, '--verboseLevel=silent'],
    // Scarf counts installations of Prism; nothing of ours phones home.
    env: { SCARF_ANALYTICS: 'false', DO_NOT_TRACK: '1' },
    serves: async () =>
      fetch(baseUrl).then(
        () => true,
        () => false,
      ),
  });
  return { pid: child.pid, baseUrl, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}
