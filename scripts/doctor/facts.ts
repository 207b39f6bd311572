import type { LocatedTarget } from '../k6/target.ts';
import type { Arrivals } from './arrivals.ts';

/** Where a connection went wrong. */
export type Stage = 'lookup' | 'connect' | 'proxy' | 'tls' | 'answer';

/** Why there is no answer. */
export interface Failure {
  readonly kind: 'failure';
  readonly stage: Stage;
  /** Node's or OpenSSL's code, `TIMEOUT` for ours, or `HTTP 407` for a proxy's answer. */
  readonly code: string;
  readonly message: string;
  /** Milliseconds until it was known. */
  readonly afterMs: number;
}

/** One certificate of a chain, as another network may compare it. */
export interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** SHA-256. */
  readonly fingerprint: string;
}

/** What a TLS handshake showed. */
export interface Tls {
  readonly protocol: string;
  /** The server's own first. */
  readonly chain: readonly Certificate[];
  /** Why the chain is not trusted; undefined when it is. */
  readonly fault: string | undefined;
  /** False when the authority is none of those that Node brings along: this machine was told to trust it. */
  readonly isPublic: boolean;
}

/** How the host is reached. */
export interface Reach {
  /** Without user and password; undefined without a proxy. */
  readonly proxy: string | undefined;
  /** Of the proxy where there is one. */
  readonly host: string;
  readonly addresses: readonly string[];
  readonly tls: Tls | undefined;
  /** Undefined when the way is open. */
  readonly failure: Failure | undefined;
}

/** An answer, or what is kept of it. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly contentType: string;
  /** By lower-case name; secrets are masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** Masked and cut off; empty for a success, which holds a token. */
  readonly body: string;
  /** Milliseconds from the request to its head. */
  readonly afterMs: number;
  /** The server's clock minus ours; undefined without a Date. */
  readonly clock: Skew | undefined;
}

/** Milliseconds. */
export interface Skew {
  readonly ms: number;
  readonly uncertaintyMs: number;
}

/** What a browser's question about another origin was answered with. */
export interface Preflight {
  readonly operation: string;
  readonly method: string;
  /** Lower-case names of the headers that it asked for. */
  readonly asked: readonly string[];
  readonly outcome: Answer | Failure;
}

/** The token, without the token. */
export interface TokenFacts {
  /** `asked`: from this host, now; `given`: by SCRT_TOKEN. */
  readonly source: 'asked' | 'given';
  /** Undefined for a given one. */
  readonly outcome: Answer | Failure | undefined;
  /** Whether there is one to open a stream with. */
  readonly isThere: boolean;
  /** Undefined when it is no JWT that can be read. */
  readonly claims: { readonly orgId?: string; readonly exp?: number } | undefined;
  /** As the answer says; undefined when it says nothing. */
  readonly deploymentType: string | undefined;
}

/** How a stream ended: in order, without its last chunk, or by a reset. */
export type End = 'in order' | 'closed' | 'reset';

/** One stream that was listened to. */
export interface StreamFacts {
  readonly outcome: Answer | Failure;
  readonly arrivals: Arrivals;
  /** Milliseconds from its head to its end, or to when listening stopped. */
  readonly livedMs: number;
  /** Undefined when we closed it. */
  readonly end: End | undefined;
}

/** One stream of a watch. */
export interface Life {
  /** Epoch milliseconds. */
  readonly openedAt: number;
  readonly livedMs: number;
  /** Undefined when it was alive when the watch ended. */
  readonly end: End | undefined;
  readonly events: number;
}

/** What `--watch` saw. */
export interface WatchFacts {
  readonly askedMs: number;
  /** The first of them. */
  readonly lives: readonly Life[];
  readonly opened: number;
  readonly cut: number;
  /** Milliseconds, of those that were cut. */
  readonly shortestMs: number | undefined;
  readonly longestMs: number;
  /** Attempts that opened no stream, with the last one's outcome. */
  readonly failed: number;
  readonly lastFailure: Answer | Failure | undefined;
}

/** Everything that was seen: plain data, without any secret. */
export interface Facts {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly target: LocatedTarget;
  /** Of the page that is to call; undefined when CORS was not asked about. */
  readonly origin: string | undefined;
  readonly reach: Reach | undefined;
  readonly preflights: readonly Preflight[];
  readonly token: TokenFacts | undefined;
  readonly stream: StreamFacts | undefined;
  readonly watch: WatchFacts | undefined;
  /** True when it was told to stop before its end: what is missing then says nothing. */
  readonly wasStopped: boolean;
}
