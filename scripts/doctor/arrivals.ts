/** Events that come closer together were sent, or let go, in one moment. */
const ONE_MOMENT_MS = 20;
/** A silence before a moment that is no silence any longer. */
const SILENCE_MS = 250;
/** A buffer that holds an event for so long cannot be told from a slow network. */
const LATE_MS = 5_000;
const KEPT = 20;

/** One event as it arrived. */
export interface ArrivedEvent {
  readonly name: string;
  /** Milliseconds since the stream's head. */
  readonly atMs: number;
  /** How much later it came than its own time says, clocks compared; undefined where it has none. */
  readonly lateMs?: number;
  /** True when we ourselves stood still just before: then what waited in our own socket comes at once. */
  readonly afterStall?: boolean;
}

/** What arrived on a stream, in bounded memory. */
export interface Arrivals {
  readonly events: number;
  readonly pings: number;
  /** Moments in which something arrived. */
  readonly moments: number;
  /**
   * Moments after a silence that brought several pings at once. A ping fills a silence, so a server sends none together:
   * something has held them.
   */
  readonly bursts: number;
  /** Events that came at least 5 s after the time that they carry, replayed ones left out. */
  readonly late: number;
  /** Milliseconds. */
  readonly firstMs: number | undefined;
  readonly lastMs: number | undefined;
  readonly longestSilenceMs: number;
  /** The first ones. */
  readonly first: readonly ArrivedEvent[];
}

/** Nothing yet. */
export const NO_ARRIVALS: Arrivals = {
  events: 0,
  pings: 0,
  moments: 0,
  bursts: 0,
  late: 0,
  firstMs: undefined,
  lastMs: undefined,
  longestSilenceMs: 0,
  first: [],
};

/** Collects arrivals one by one. */
export interface ArrivalBook {
  add(event: ArrivedEvent): void;
  read(): Arrivals;
}

/** Creates an empty book. */
export function createArrivalBook(): ArrivalBook {
  let book = NO_ARRIVALS;
  let silenceBefore = 0;
  let pingsInMoment = 0;
  return {
    read: () => book,
    add: (event) => {
      const isPing = event.name === 'ping';
      const gap = event.atMs - (book.lastMs ?? 0);
      const isNewMoment = book.events === 0 || gap > ONE_MOMENT_MS;
      if (isNewMoment) {
        silenceBefore = gap;
        pingsInMoment = 0;
      }
      if (isPing) pingsInMoment += 1;
      // Counted once, when the second of its pings is there.
      const isOurs = event.afterStall === true;
      const isBurst = isPing && pingsInMoment === 2 && silenceBefore >= SILENCE_MS && !isOurs;
      const { events, pings, moments, bursts, late, firstMs, longestSilenceMs, first } = book;
      book = {
        events: events + 1,
        pings: pings + Number(isPing),
        moments: moments + Number(isNewMoment),
        bursts: bursts + Number(isBurst),
        late: late + Number((event.lateMs ?? 0) >= LATE_MS),
        firstMs: firstMs ?? event.atMs,
        lastMs: event.atMs,
        longestSilenceMs: Math.max(longestSilenceMs, gap),
        first: first.length < KEPT ? [...first, event] : first,
      };
    },
  };
}
