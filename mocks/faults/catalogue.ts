/** How a parameter's text is read: a time (`5s`, `250ms`) or an operationId. */
export type ParameterKind = 'duration' | 'operation';

/** One parameter of a fault. */
export interface FaultParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly summary: string;
  /** In ms. Without it the parameter may be left out and then narrows nothing. */
  readonly defaultMs?: number;
}

/** One misbehaviour that the stand-in can be told to show. */
export interface FaultKind {
  readonly summary: string;
  /** What the share is a share of; undefined where a share makes no sense. */
  readonly shareOf?: string;
  readonly defaultShare: number;
  readonly parameters: readonly FaultParameter[];
}

/** Every fault by its id. Help, README and parser are made from this list. */
export const FAULTS = {
  lost: {
    summary: 'an event is not delivered to one stream',
    shareOf: 'deliveries',
    defaultShare: 0.01,
    parameters: [],
  },
  repeated: {
    summary: 'an event is delivered twice to one stream',
    shareOf: 'deliveries',
    defaultShare: 0.01,
    parameters: [],
  },
  cut: {
    summary: "a stream's connection is destroyed after an event",
    shareOf: 'deliveries',
    defaultShare: 0.01,
    parameters: [],
  },
  stall: {
    summary: 'the whole server holds every answer and every event for a time',
    defaultShare: 1,
    parameters: [
      { name: 'at', kind: 'duration', summary: 'when it begins, from the start', defaultMs: 5000 },
      { name: 'for', kind: 'duration', summary: 'how long it lasts', defaultMs: 2000 },
    ],
  },
  silent: {
    summary: 'a request is accepted and never answered',
    shareOf: 'requests',
    defaultShare: 1,
    parameters: [{ name: 'operation', kind: 'operation', summary: 'only this operation' }],
  },
  refuse: {
    summary: 'a connection is reset as it is accepted; with share 1 nothing listens at all',
    shareOf: 'connections',
    defaultShare: 1,
    parameters: [],
  },
} as const satisfies Readonly<Record<string, FaultKind>>;

/** The id of a fault. */
export type FaultId = keyof typeof FAULTS;

/** One fault as it was asked for. */
export interface FaultPlan {
  readonly id: FaultId;
  /** Of [0, 1]. */
  readonly share: number;
  readonly operation?: string;
  /** Times by parameter name. */
  readonly timesMs: Readonly<Record<string, number>>;
}

/** All ids, in the order of the catalogue. */
export const FAULT_IDS: readonly FaultId[] = ['lost', 'repeated', 'cut', 'stall', 'silent', 'refuse'];
