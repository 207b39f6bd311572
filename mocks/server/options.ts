import type { CapacityPlan } from '../capacity/parse.ts';
import type { Clock } from '../clock.ts';
import type { FaultPlan } from '../faults/catalogue.ts';
import type { Staff } from '../machine/agent.ts';
import type { PrechatContext } from '../machine/deployment.ts';
import type { KeySet } from '../machine/identity.ts';
import type { ServerCertificate } from './certificate.ts';
import type { ConnectionLimits } from './listener.ts';

/** How a stand-in is to be. Everything has a default. */
export interface StandInOptions {
  /** 0 takes a free one; default 0. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Of the control port, on 127.0.0.1; default none. */
  readonly controlPort?: number;
  /** Default plain HTTP. */
  readonly tls?: ServerCertificate;
  /** Default 1. */
  readonly seed?: number;
  /** Who answers guests; default `plain`. */
  readonly staff?: Staff;
  /** Public keys of customers' identity tokens; default none. */
  readonly identityKeys?: KeySet;
  /** Default 1 h for guests and 6 h for verified customers. */
  readonly tokenLifetimeSeconds?: number;
  /** When pages are to show the pre-chat form; default never. */
  readonly prechat?: PrechatContext;
  /** Default false: working clients send no header `Authorization` for a guest token. */
  readonly requireAuthorization?: boolean;
  /** Whether the documented limits hold; default false. */
  readonly hasLimits?: boolean;
  /** Default as much as the machine has. */
  readonly capacity?: CapacityPlan;
  /** What clients may take; each has a default. */
  readonly connectionLimits?: Partial<ConnectionLimits>;
  readonly faults?: readonly FaultPlan[];
  /** Default 10,000. */
  readonly pingIntervalMs?: number;
  /** Where the truth is appended; default nowhere. */
  readonly truthFile?: string;
  /**
   * Told of answers of ours that the document does not name: a defect of the stand-in. Default an uncaught error, so that
   * no test can overlook one.
   */
  readonly onDefect?: (text: string) => void;
  /** Default the machine's own. */
  readonly clock?: Clock;
}

/** What is not said is so. */
export const DEFAULTS = {
  port: 0,
  host: '127.0.0.1',
  seed: 1,
  agent: 'plain',
  pingIntervalMs: 10_000,
} as const;
