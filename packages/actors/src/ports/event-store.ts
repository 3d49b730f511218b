import type { FencePort } from './fence-port.ts';
import type { StoreHealth } from './store-health.ts';

/**
 * What a host may expect of a store that it hands to Holdfast: append with optimistic concurrency,
 * read back, fence, close. Adapters implement it; the supervised store wraps it.
 */
export interface EventStore extends FencePort {
  /** What an accepted and what a durable event survives. Plain promises, kept by the tests. */
  readonly survives: SurvivalPromise;

  /**
   * Appends `events` (at least one) to `stream` in one piece: all or none.
   * Resolves when they are accepted, not when they are durable. Rejects, with nothing written, with
   * `ERR_WRONG_EXPECTED_VERSION`, `ERR_INVALID_EVENT`, `ERR_APPEND_TOO_LARGE`, `ERR_STORE_BUSY`,
   * `ERR_STORE_UNAVAILABLE`, `ERR_STORE_CLOSED` or `ERR_STORE_POISONED`. With `ERR_APPEND_FAILED`
   * its `outcomeKnown` tells; when that is false, read the stream before appending again.
   */
  append(
    stream: string,
    events: readonly NewEvent[],
    options?: AppendOptions,
  ): Promise<AppendResult>;

  /** The events of one stream, in version order. A stream that does not exist is empty. */
  read(stream: string, options?: ReadOptions): AsyncIterable<RecordedEvent>;

  /** The events of all streams, in the order in which they were accepted. */
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;

  /** How the store is, known without touching disk or network. Never throws. */
  health(): StoreHealth;

  /** Waits for what was accepted, then releases the engine. Idempotent. Does not fence. */
  close(): Promise<void>;
}

/** From weakest to strongest; each includes the ones before it. */
export type Survives = 'nothing' | 'process_crash' | 'power_loss' | 'node_loss';

/** What a store promises of its events, in two steps. */
export interface SurvivalPromise {
  /** What an event survives once its append has resolved. */
  readonly accepted: Survives;
  /** What an event survives once a fence that began after its append has resolved. */
  readonly durable: Survives;
}

/** An event to append. `data` and `metadata` must be representable as JSON. */
export interface NewEvent {
  /** What happened: a string of 1 to 256 characters. */
  readonly type: string;
  /** The facts of it; representable as JSON. */
  readonly data: unknown;
  /** What goes with it, such as who caused it; representable as JSON. Default: none. */
  readonly metadata?: unknown;
}

/** An event as it stands in the store. */
export interface RecordedEvent extends NewEvent {
  /** The stream to which it was appended. */
  readonly stream: string;
  /** 1 for the first event of its stream, without holes. */
  readonly version: bigint;
  /** Place in the order of the whole store: from 1, growing, without holes. */
  readonly position: bigint;
  /** When it was accepted, as epoch milliseconds. */
  readonly recordedAt: number;
}

/** The stream's version that an append insists on: a number of events, or a statement about it. */
export type ExpectedVersion = 'any' | 'no_stream' | 'stream_exists' | bigint;

/** How to append. */
export interface AppendOptions {
  /** Default `any`. `0n` is the same as `no_stream`. */
  readonly expectedVersion?: ExpectedVersion;
  /** Aborting before the append was taken up withdraws it; afterwards it has no effect. */
  readonly signal?: AbortSignal;
}

/** Where the append stands now. */
export interface AppendResult {
  /** Number of events in the stream after this append. */
  readonly nextExpectedVersion: bigint;
  /** Position of the last event appended. */
  readonly lastPosition: bigint;
}

/** Which part of a stream to read. */
export interface ReadOptions {
  /** First version to read, counted from 1; backward: the highest. Default: the stream's end. */
  readonly from?: bigint;
  /** At most so many events. Default: all. */
  readonly maxCount?: number;
  /** Default `forward`. */
  readonly direction?: 'forward' | 'backward';
  /** Ends the reading: the next step rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Which part of a whole store to read. */
export interface ReadAllOptions {
  /** Only events after this position. Default 0n. */
  readonly after?: bigint;
  /** Ends the reading: the next step rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}
