import { spawnSync } from 'node:child_process';
import { changesBetween, type Change } from '../../schemas/generate/changes.ts';
import { readDocument } from '../../schemas/generate/document.ts';
import { HarnessError } from '../errors.ts';
import { ROOT } from '../paths.ts';

const DOCUMENT = 'schemas/enhanced-chat.openapi.yaml';

/**
 * What has changed in the description since a revision of git.
 *
 * @throws HarnessError `usage` for a revision that does not exist, or has no description that can be compared
 */
export function changesSince(revision: string): readonly Change[] {
  const args = ['show', '--end-of-options', `${revision}:${DOCUMENT}`];
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined)
    throw new HarnessError('harness', `git does not run: ${error.message}`, { cause: error });
  if (status !== 0)
    throw new HarnessError(
      'usage',
      `git has no description at "${revision}": name a commit, branch or tag (git log --oneline). ${stderr.trim()}`,
    );
  try {
    return changesBetween(readDocument(stdout), readDocument());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HarnessError(
      'usage',
      `the description at "${revision}" is of another form and cannot be compared; name a younger revision. ${reason}`,
      {
        cause,
      },
    );
  }
}
