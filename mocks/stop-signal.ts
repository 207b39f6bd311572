/** Settles with the reason when the process is told to stop. */
export interface StopSignal extends Disposable {
  readonly reason: Promise<string>;
}

/** Listens for SIGTERM and SIGINT and, on request, for the end of stdin. Keeps the process alive. */
export function listenForStop({ parentPipe = false }: { readonly parentPipe?: boolean } = {}): StopSignal {
  const { promise, resolve } = Promise.withResolvers<string>();
  process.on('SIGTERM', resolve);
  process.on('SIGINT', resolve);
  if (parentPipe) process.stdin.on('end', () => resolve('the parent is gone')).resume();
  // Signal handlers alone do not hold the process, and with `refuse` nothing listens.
  const hold = setInterval(() => undefined, 60_000);
  return {
    reason: promise,
    [Symbol.dispose]: () => {
      clearInterval(hold);
      process.off('SIGTERM', resolve);
      process.off('SIGINT', resolve);
      if (parentPipe) process.stdin.destroy();
    },
  };
}
