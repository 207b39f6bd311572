import { spawnSync } from 'node:child_process';
import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocument } from '../../schemas/generate/document.ts';
import { HarnessError } from '../errors.ts';
import { ROOT } from '../paths.ts';
import { apiDocument } from './api-document.ts';

/**
 * Writes the API page: one file that needs no network.
 *
 * @throws HarnessError `config` when the file cannot be written
 */
export function writeApiPage(path: string): void {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'scrt-docs-'));
  const document = join(folder.path, 'api.json');
  writeFileSync(document, JSON.stringify(apiDocument(readDocument())));
  const redocly = join(ROOT, 'node_modules', '.bin', 'redocly');
  const args = ['build-docs', document, '--output', path, '--inlineBundle', '--title', 'Enhanced Chat API'];
  const { status, stderr } = spawnSync(redocly, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new HarnessError('config', `${path} could not be written: ${stderr.trim()}`);
}
