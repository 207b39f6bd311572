import type { PrismHttpComponents } from '@stoplight/prism-http';

const ignore = (): void => undefined;

/** Prism's pipeline wants pino's interface; what it says per request costs time and is ours to tell. */
export function createSilentLogger(): PrismHttpComponents['logger'] {
  const logger = {
    level: 'silent',
    trace: ignore,
    debug: ignore,
    info: ignore,
    success: ignore,
    start: ignore,
    warn: ignore,
    error: ignore,
    fatal: ignore,
    silent: ignore,
    child: () => logger,
  };
  return logger;
}
