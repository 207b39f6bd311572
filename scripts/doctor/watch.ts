import { setTimeout as pause } from 'node:timers/promises';
import { answerOf, shownMs } from './condition.ts';
import type { Answer, Failure, Life, StreamFacts, WatchFacts } from './facts.ts';
import type { Question, Terms } from './probes/exchange.ts';
import { listen } from './probes/listening.ts';

const KEPT_LIVES = 200;
/** In a row; then the watch is over. As Salesforce's web sample has it (C, S19): 1 s × 1.5ⁿ, 30 s at most, 10 tries. */
const MOST_FAILURES = 10;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const REMINDER_MS = 60_000;

/** How streams are watched. */
export interface WatchPlan {
  /** Opens a stream after an event. */
  readonly question: (lastEventId: string | undefined) => Question;
  readonly lastEventId: string | undefined;
  /** Gets another token when the first has expired, and tells where its streams begin. */
  readonly renew?: () => Promise<string | undefined>;
  readonly terms: Terms;
  readonly watchMs: number;
  readonly say: (text: string) => void;
}

/** What a watch saw, and its first stream. */
export interface Watched {
  readonly stream: StreamFacts;
  readonly watch: WatchFacts;
}

/**
 * Keeps one stream open, and opens the next, after the last event, when it is cut. Ends when its time is over, it is
 * told to stop, or ten openings in a row have failed. What does not open at first is not tried again.
 */
export async function watchStreams(plan: WatchPlan): Promise<Watched> {
  const { terms, watchMs, say } = plan;
  const started = performance.now();
  const leftMs = (): number => watchMs - (performance.now() - started);
  say(`· watching streams for ${shownMs(watchMs)}; Ctrl-C ends it and keeps what was seen`);
  const reminder = setInterval(() => say(`  … ${shownMs(watchMs - leftMs())}`), REMINDER_MS);
  const book = createLives(watchMs);
  let { lastEventId } = plan;
  let first: StreamFacts | undefined;
  let failures = 0;
  try {
    do {
      const openedAt = Date.now();
      const heard = await listen(plan.question(lastEventId), terms, {
        mostMs: leftMs(),
        isEnough: () => false,
      });
      first ??= heard.facts;
      // What we broke off ourselves is no failure.
      if (terms.signal.aborted && !isOpened(heard.facts)) break;
      lastEventId = heard.lastEventId ?? lastEventId;
      if (isOpened(heard.facts)) {
        failures = 0;
        say(book.add(openedAt, heard.facts));
      } else {
        failures += 1;
        book.failed(heard.facts.outcome);
        if (heard.facts === first || failures === MOST_FAILURES) break;
        // Once after a cut, and not for each attempt: tokens are an org's own limit.
        if (failures === 1 && plan.renew !== undefined && answerOf(heard.facts.outcome)?.status === 401) {
          lastEventId = await plan.renew();
          continue;
        }
      }
      await rest(Math.min(leftMs(), FIRST_PAUSE_MS * 1.5 ** failures, LONGEST_PAUSE_MS), terms.signal);
    } while (leftMs() > 0 && !terms.signal.aborted);
  } finally {
    clearInterval(reminder);
  }
  return { stream: first, watch: book.read() };
}

function isOpened({ outcome }: StreamFacts): boolean {
  const answer = answerOf(outcome);
  return answer?.status === 200 && answer.contentType.startsWith('text/event-stream');
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  // Rejects when it is told to stop, which the loop sees by itself.
  await pause(ms, undefined, { signal }).catch(() => undefined);
}

interface Lives {
  /** Returns what to say of it. */
  readonly add: (openedAt: number, stream: StreamFacts) => string;
  readonly failed: (outcome: Answer | Failure) => void;
  readonly read: () => WatchFacts;
}

function createLives(askedMs: number): Lives {
  const lives: Life[] = [];
  let facts: Omit<WatchFacts, 'askedMs' | 'lives'> = {
    opened: 0,
    cut: 0,
    shortestMs: undefined,
    longestMs: 0,
    failed: 0,
    lastFailure: undefined,
  };
  return {
    read: () => ({ askedMs, lives, ...facts }),
    failed: (lastFailure) => (facts = { ...facts, failed: facts.failed + 1, lastFailure }),
    add: (openedAt, { livedMs, end, arrivals: { events } }) => {
      if (lives.length < KEPT_LIVES) lives.push({ openedAt, livedMs, end, events });
      const isCut = end !== undefined;
      const { opened, cut, shortestMs = Infinity, longestMs } = facts;
      facts = {
        ...facts,
        opened: opened + 1,
        cut: cut + Number(isCut),
        shortestMs: isCut ? Math.min(shortestMs, livedMs) : facts.shortestMs,
        longestMs: Math.max(longestMs, livedMs),
      };
      return `  stream ${facts.opened}: ${shownMs(livedMs)}, ${events} events, ${end ?? 'alive until the end'}`;
    },
  };
}
