import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** A folder that something is written to, as people call it. */
export interface WrittenFolder {
  readonly name: string;
  readonly path: string;
}

/** What is free where a folder is, or will be, for somebody who is not root. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(nearestThatExists(path));
  return bavail * bsize;
}

/** The one with the least space; undefined of none. */
export function fullest(
  folders: readonly WrittenFolder[],
): (WrittenFolder & { readonly free: number }) | undefined {
  return folders
    .map((folder) => ({ ...folder, free: freeBytes(folder.path) }))
    .sort((a, b) => a.free - b.free)[0];
}

/** In megabytes, as people read it. */
export function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1e6)} MB`;
}

function nearestThatExists(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestThatExists(dirname(path));
}
