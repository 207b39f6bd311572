/** Settles with the reason when the process is told to stop. */
export interface StopSignal extends Disposable {
  readonly reason: Promise<string>;
}

/** Listens for SIGTERM and SIGINT and, on request, for the end of stdin. Keeps the process alive. */
export function listenForStop({ parentPipe = false }: { readonly parentPipe?: boolean } = {}): StopSignal {
  const { promise, resolve } = Promise.withResolvers<string>();
  process.on('SIGTERM', resolve);
  process.on('SIGINT', resolve);
  const onMessage = (message: unknown): void => {
    if (typeof message === 'object' && message !== null && 'stop' in message) resolve('message');
  };
  const onDisconnect = (): void => resolve('disconnect');
  // The supervisor of `npm run` asks by message; its death shows as a disconnect.
  process.on('message', onMessage);
  process.on('disconnect', onDisconnect);
  if (parentPipe) process.stdin.on('end', () => resolve('the parent is gone')).resume();
  // Signal handlers alone do not hold the process, and with `refuse` nothing listens.
  const hold = setInterval(() => undefined, 60_000);
  return {
    reason: promise,
    [Symbol.dispose]: () => {
      clearInterval(hold);
      process.off('SIGTERM', resolve);
      process.off('SIGINT', resolve);
      process.off('message', onMessage);
      process.off('disconnect', onDisconnect);
      if (parentPipe) process.stdin.destroy();
    },
  };
}
