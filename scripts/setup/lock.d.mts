/** Runs `work` while holding a lock file; a lock whose process is gone is taken over. */
export function withLock<T>(path: string, work: () => T | Promise<T>): Promise<T>;
