/** What a client that follows event streams is told. */
export interface StreamsPlan {
  readonly url: string;
  readonly streams: number;
  /** Length of the measuring window. */
  readonly seconds: number;
  /** How long, before and after the window, the streams are followed without being measured. */
  readonly marginSeconds: number;
  /** Of the engine; the streams are divided evenly among them. */
  readonly virtualUsers: number;
  /** Places for latencies that each virtual user keeps ready. */
  readonly samplesPerVirtualUser: number;
  /** Options of the engine's EventSource. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What one virtual user of the engine prints at its end. */
export interface StreamsReport {
  /** From the first connection to the last. */
  readonly events: number;
  /** Of the window, from the server's stamp to `receivedAt`. */
  readonly latenciesMicros: readonly number[];
}
