import { spawnSync } from 'node:child_process';
import { mkdtempDisposableSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocument } from '../../schemas/generate/document.ts';
import { HarnessError } from '../errors.ts';
import { ROOT } from '../paths.ts';
import { apiDocument } from './api-document.ts';

/** Fetched from the generator's maker by every page that it makes. */
const LOGO = /https:\/\/cdn\.redoc\.ly\/[\w/.-]+\.svg/g;
/** The page's own script and style, and nothing from anywhere. */
const POLICY =
  "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; style-src 'unsafe-inline'; " +
  'img-src data: blob:; font-src data:; worker-src blob:';

/**
 * Writes the API page: one file that asks no network for anything.
 *
 * @throws HarnessError `usage` for a folder, `config` when the file cannot be written
 */
export function writeApiPage(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new HarnessError(
      'usage',
      `${path} is a folder; name a file, ${join(path, 'api.html')} for example`,
    );
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-docs-'));
  const document = join(folder.path, 'api.json');
  writeFileSync(document, JSON.stringify(apiDocument(readDocument())));
  const redocly = join(ROOT, 'node_modules', '.bin', 'redocly');
  const args = ['build-docs', document, '--output', path, '--inlineBundle', '--title', 'Enhanced Chat API'];
  const { status, stderr, error } = spawnSync(redocly, args, { cwd: ROOT, encoding: 'utf8' });
  if (error !== undefined) throw new HarnessError('harness', `${redocly} does not run: ${error.message}`);
  if (status !== 0) throw new HarnessError('config', `${path} could not be written: ${causeOf(stderr)}`);
  const page = readFileSync(path, 'utf8').replace(LOGO, 'data:,');
  writeFileSync(
    path,
    page.replace('<head>', `<head><meta http-equiv="Content-Security-Policy" content="${POLICY}">`),
  );
}

/** What happened, without the box of advice that the generator puts before it. */
function causeOf(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /^[^║]*\bE[A-Z]{4,}\b/.test(line)) ??
    lines.findLast((line) => line !== '') ??
    'no reason given'
  );
}
