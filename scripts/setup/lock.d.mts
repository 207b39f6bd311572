/** Runs `work` while holding a lock file; a lock whose process is gone is taken over. `signal` ends the waiting. */
export function withLock<T>(path: string, work: () => T | Promise<T>, signal?: AbortSignal): Promise<T>;
