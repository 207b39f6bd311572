import { describe, expect, it } from 'vitest';
import { createInbox, type Timers } from './inbox.ts';

interface Clock extends Timers {
  pass(ms: number): void;
  readonly running: () => number;
}

function createClock(): Clock {
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>();
  let now = 0;
  let last = 0;
  return {
    set: (run, ms) => {
      last += 1;
      timers.set(last, { at: now + ms, run });
      return last;
    },
    clear: (timer) => void timers.delete(timer),
    pass: (ms) => {
      now += ms;
      for (const [timer, { at, run }] of timers) if (at <= now && timers.delete(timer)) run();
    },
    running: () => timers.size,
  };
}

function open(timeoutMs = 30_000) {
  const clock = createClock();
  return { clock, inbox: createInbox<string>({ timeoutMs, timers: clock }) };
}

const isEcho = (event: string) => event === 'echo';

describe('createInbox', () => {
  it('gives an expectation the first event that it accepts', async () => {
    const { inbox } = open();
    const { arrival } = inbox.expect((event) => event.startsWith('e'));
    for (const event of ['other', 'echo', 'extra']) inbox.deliver(event);
    expect(await arrival).toEqual({ ok: true, event: 'echo' });
  });

  it('gives one event to everyone who waits for it', async () => {
    const { inbox } = open();
    const both = [inbox.expect(isEcho), inbox.expect(() => true)];
    inbox.deliver('echo');
    const arrivals = await Promise.all(both.map(({ arrival }) => arrival));
    expect(arrivals.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('does not give an event that came before it was expected', async () => {
    const { clock, inbox } = open();
    inbox.deliver('echo');
    const { arrival } = inbox.expect(isEcho);
    clock.pass(30_000);
    expect(await arrival).toEqual({ ok: false, reason: 'timeout', isOverdue: true });
  });

  it('waits until the last millisecond', async () => {
    const { clock, inbox } = open(100);
    const { arrival } = inbox.expect(isEcho);
    clock.pass(99);
    inbox.deliver('echo');
    expect(await arrival).toMatchObject({ ok: true });
  });

  it('does not call an abandoned expectation overdue', async () => {
    const { inbox } = open();
    const { arrival, abandon } = inbox.expect(isEcho);
    abandon('timeout');
    expect(await arrival).toEqual({ ok: false, reason: 'timeout', isOverdue: false });
  });

  it('keeps the event of an expectation that is abandoned afterwards', async () => {
    const { inbox } = open();
    const { arrival, abandon } = inbox.expect(isEcho);
    inbox.deliver('echo');
    abandon('status');
    expect(await arrival).toEqual({ ok: true, event: 'echo' });
  });

  it('fails what is open and what comes later when the stream ends', async () => {
    const { inbox } = open();
    const before = inbox.expect(isEcho);
    inbox.end('stream');
    const after = inbox.expect(isEcho);
    expect(await before.arrival).toMatchObject({ ok: false, reason: 'stream' });
    expect(await after.arrival).toMatchObject({ ok: false, reason: 'stream' });
  });

  it('leaves no timer behind', async () => {
    const { clock, inbox } = open();
    inbox.expect(isEcho);
    inbox.expect(isEcho).abandon('status');
    expect(clock.running()).toBe(1);
    inbox.deliver('echo');
    expect(clock.running()).toBe(0);
  });
});
