/** What happened, counted: since the start or since the last interval. */
export interface Totals {
  /** Operation → status → requests. `silent` stands where a status would for those never answered. */
  readonly requests: Record<string, Record<string, number>>;
  /** Events that happened, by name; each counts once however many streams it went to. */
  readonly events: Record<string, number>;
  /** Frames written to streams; pings are not counted. */
  deliveries: number;
  streamsOpened: number;
  streamsClosed: number;
  readonly faults: Record<string, number>;
  /** Answers of ours that the document does not name: a defect of the stand-in. */
  undocumented: number;
}

/** Nothing yet. */
export function emptyTotals(): Totals {
  return {
    requests: {},
    events: {},
    deliveries: 0,
    streamsOpened: 0,
    streamsClosed: 0,
    faults: {},
    undocumented: 0,
  };
}

/** Adds one to a counter of a record. */
export function count(counters: Record<string, number>, key: string): void {
  counters[key] = (counters[key] ?? 0) + 1;
}

/** Adds the counts of one to another. */
export function addTo(sum: Totals, part: Totals): void {
  for (const [operation, statuses] of Object.entries(part.requests)) {
    addCounters((sum.requests[operation] ??= {}), statuses);
  }
  addCounters(sum.events, part.events);
  addCounters(sum.faults, part.faults);
  sum.deliveries += part.deliveries;
  sum.streamsOpened += part.streamsOpened;
  sum.streamsClosed += part.streamsClosed;
  sum.undocumented += part.undocumented;
}

function addCounters(sum: Record<string, number>, part: Readonly<Record<string, number>>): void {
  for (const [key, value] of Object.entries(part)) sum[key] = (sum[key] ?? 0) + value;
}
