const MAX_SLOTS = 600;

/**
 * Time in equal slots, at most 600. When a run grows longer, slots double and neighbours are folded into one, so that
 * memory stays bounded and no count is lost.
 */
export class Timeline {
  readonly startMs: number;
  #slotMs: number;
  #count = 0;
  readonly #onFold: (() => void)[] = [];

  constructor(startMs: number, slotMs = 1000) {
    this.startMs = startMs;
    this.#slotMs = slotMs;
  }

  get slotMs(): number {
    return this.#slotMs;
  }

  /** Slots in use. */
  get count(): number {
    return this.#count;
  }

  /** The slot of an interval, by its middle: a timer that fires a little early or late changes nothing. */
  slotOf(atMs: number, lengthMs: number): number {
    const middle = Math.max(0, atMs + lengthMs / 2 - this.startMs);
    while (middle / this.#slotMs >= MAX_SLOTS) this.#fold();
    const slot = Math.floor(middle / this.#slotMs);
    this.#count = Math.max(this.#count, slot + 1);
    return slot;
  }

  /** Calls `fold` whenever neighbouring slots become one. */
  onFold(fold: () => void): void {
    this.#onFold.push(fold);
  }

  #fold(): void {
    this.#slotMs *= 2;
    this.#count = Math.ceil(this.#count / 2);
    for (const fold of this.#onFold) fold();
  }
}

/** One number per slot; `combine` says what two slots become. */
export class SlotValues {
  #values: number[] = [];
  readonly #combine: (a: number, b: number) => number;

  constructor(timeline: Timeline, combine: (a: number, b: number) => number = (a, b) => a + b) {
    this.#combine = combine;
    timeline.onFold(() => this.#fold());
  }

  put(slot: number, value: number): void {
    while (this.#values.length <= slot) this.#values.push(0);
    this.#values[slot] = this.#combine(this.#values[slot] ?? 0, value);
  }

  /** One value per slot, zeros to the end. */
  values(count: number): readonly number[] {
    return Array.from({ length: count }, (_, slot) => this.#values[slot] ?? 0);
  }

  #fold(): void {
    const folded: number[] = [];
    for (let slot = 0; slot < this.#values.length; slot += 2) {
      folded.push(this.#combine(this.#values[slot] ?? 0, this.#values[slot + 1] ?? 0));
    }
    this.#values = folded;
  }
}
