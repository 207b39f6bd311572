/** Memory of a client with that many streams. */
export interface MemoryAt {
  readonly streams: number;
  readonly megabytes: number;
}

/** What one more stream costs, in KB (1,000 bytes): what a client takes without any stream does not count. */
export function kilobytesPerStream(few: MemoryAt, many: MemoryAt): number {
  return ((many.megabytes - few.megabytes) * 1000) / (many.streams - few.streams);
}
