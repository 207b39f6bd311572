const REMINDER_MS = 10_000;

/** A step that takes a while: its start is said, its end with the time it took. */
export interface Step {
  /** What it is at: the next reminder says so. */
  at(what: string): void;
  done(what: string): void;
  failed(what: string): void;
}

/** Says on stderr that a step has begun, and every ten seconds that it still runs, unless the step says more itself. */
export function startStep(what: string, { remind = true }: { readonly remind?: boolean } = {}): Step {
  const started = performance.now();
  const seconds = () => ((performance.now() - started) / 1000).toFixed(1);
  say(`· ${what}`);
  let place = '';
  const timer = remind ? setInterval(() => say(`  … ${seconds()} s${place}`), REMINDER_MS) : undefined;
  const end = (mark: string) => (text: string) => {
    clearInterval(timer);
    say(`${mark} ${text} (${seconds()} s)`);
  };
  const at = (text: string) => {
    place = `, ${text}`;
  };
  return { at, done: end('✓'), failed: end('✗') };
}

/** One line of progress, on stderr: stdout is data. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
