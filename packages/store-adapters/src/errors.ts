/**
 * What a store can refuse or fail with. Every error carries a stable `code`; test it with
 * `hasErrorCode`, because the text may change.
 */
import {
  describeValue,
  type ExpectedVersion,
  HoldfastError,
  type StoreFailure,
} from '@holdfast/actors/ports';

/** What any error of a store may say besides its text. */
export interface StoreErrorFields {
  /** True when it is certain that nothing took effect; false when nobody can tell. Default true. */
  readonly outcomeKnown?: boolean;
  /** Whether the same request may succeed later without a change. Default false. */
  readonly retryable?: boolean;
  /** What the engine said. */
  readonly cause?: unknown;
}

/** Base class of what a store rejects with; the errors of an adapter of your own extend it. */
export class StoreError extends HoldfastError implements StoreFailure {
  /** True when it is certain that the request had no effect; false when nobody can tell. */
  readonly outcomeKnown: boolean;

  constructor(code: string, message: string, fields: StoreErrorFields = {}) {
    super(code, message, fields);
    this.outcomeKnown = fields.outcomeKnown ?? true;
  }
}

/**
 * The stream is not at the version on which the append insisted: somebody else was first.
 * Code `ERR_WRONG_EXPECTED_VERSION`. Nothing was written; read the stream again and decide anew.
 */
export class WrongExpectedVersionError extends StoreError {
  /** The stream that was to be appended to. */
  readonly stream: string;
  /** The version on which the append insisted. */
  readonly expected: ExpectedVersion;
  /** Number of events in the stream when the append was refused. */
  readonly actual: bigint;

  constructor(stream: string, expected: ExpectedVersion, actual: bigint) {
    super(
      'ERR_WRONG_EXPECTED_VERSION',
      `stream ${describeValue(stream)} is at version ${String(actual)}, expected ${String(expected)}`,
    );
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The part of an event that was refused; `event` stands for the whole of it. */
export type EventField = 'event' | 'type' | 'data' | 'metadata';

/**
 * An event that no store can keep. Code `ERR_INVALID_EVENT`; `index` is its place in the append
 * (from 0) and `field` the part that is wrong. Nothing of the append was written.
 */
export class InvalidEventError extends StoreError {
  /** Place of the event in the append, from 0. */
  readonly index: number;
  /** The part of it that is wrong. */
  readonly field: EventField;

  constructor(index: number, field: EventField, problem: string, cause?: unknown) {
    const place = field === 'event' ? `events[${index}]` : `events[${index}].${field}`;
    super('ERR_INVALID_EVENT', `${place} ${problem}`, { cause });
    this.index = index;
    this.field = field;
  }
}

/**
 * The events of one append are larger than a store takes in one piece. Code
 * `ERR_APPEND_TOO_LARGE`; `size` and `limit` count characters of JSON. Nothing was written.
 */
export class AppendTooLargeError extends StoreError {
  /** Characters of JSON in the append. */
  readonly size: number;
  /** Characters of JSON that the store takes in one piece. */
  readonly limit: number;

  constructor(size: number, limit: number) {
    super('ERR_APPEND_TOO_LARGE', `the append holds ${size} characters, the limit is ${limit}`);
    this.size = size;
    this.limit = limit;
  }
}

/** The store was closed, or is closing. Code `ERR_STORE_CLOSED`. */
export class StoreClosedError extends StoreError {
  constructor() {
    super('ERR_STORE_CLOSED', 'the store is closed');
  }
}

/**
 * A write or a sync failed before, so this store promises nothing more: the operating system may
 * have dropped what it could not write, and a later sync that succeeds would prove nothing.
 * Code `ERR_STORE_POISONED`; `cause` is the failure. Close, reopen, count, append again.
 */
export class StorePoisonedError extends StoreError {
  constructor(cause: unknown) {
    super('ERR_STORE_POISONED', 'a write or sync of this store failed: reopen it', { cause });
  }
}

/** More is waiting to be written than the store may hold. Code `ERR_STORE_BUSY`, retryable. */
export class StoreBusyError extends StoreError {
  constructor(waiting: number, limit: number) {
    super('ERR_STORE_BUSY', `${waiting} characters wait to be written, the limit is ${limit}`, {
      retryable: true,
    });
  }
}

/**
 * The engine cannot be reached, so nothing was asked of it. Code `ERR_STORE_UNAVAILABLE`,
 * retryable: the store is usable again as soon as the engine is.
 */
export class StoreUnavailableError extends StoreError {
  constructor(cause: unknown) {
    super('ERR_STORE_UNAVAILABLE', 'the engine of the store cannot be reached', {
      cause,
      retryable: true,
    });
  }
}

/** The store could not be opened; `cause` says why. Code `ERR_STORE_OPEN_FAILED`. */
export class StoreOpenFailedError extends StoreError {
  /** The folder that was to be opened. */
  readonly path: string;

  constructor(path: string, problem: string, cause?: unknown) {
    super('ERR_STORE_OPEN_FAILED', `cannot open the store in ${describeValue(path)}: ${problem}`, {
      cause,
    });
    this.path = path;
  }
}

/** Somebody else, perhaps another process, has this store open. Code `ERR_STORE_LOCKED`. */
export class StoreLockedError extends StoreError {
  /** The folder or file that is open elsewhere, or the id of the store in its engine. */
  readonly path: string;

  constructor(path: string, cause?: unknown) {
    super('ERR_STORE_LOCKED', `the store ${describeValue(path)} is open already`, {
      cause,
      retryable: true,
    });
    this.path = path;
  }
}

/**
 * What the store holds contradicts itself or a fence: an event is missing where none may be, or
 * cannot be decoded. Code `ERR_STORE_CORRUPT`. Nothing was deleted.
 */
export class StoreCorruptError extends StoreError {
  constructor(problem: string, cause?: unknown) {
    super('ERR_STORE_CORRUPT', `the store is damaged: ${problem}`, { cause });
  }
}

/** Of a failure that may have happened half way, it must be said whether it did. */
export type FailureFields = StoreErrorFields & Required<Pick<StoreErrorFields, 'outcomeKnown'>>;

/**
 * The engine failed while it wrote the append. Code `ERR_APPEND_FAILED`. With `outcomeKnown`
 * false the events may be found after the store was opened again: count before appending again.
 */
export class AppendFailedError extends StoreError {
  constructor(fields: FailureFields) {
    super('ERR_APPEND_FAILED', 'the engine failed to write the append', fields);
  }
}

/**
 * A fence that promised nothing. Code `ERR_FENCE_FAILED`; with `outcomeKnown` false some of what
 * it covered may be durable all the same.
 */
export class FenceFailedError extends StoreError {
  constructor(fields: FailureFields) {
    super('ERR_FENCE_FAILED', 'the engine failed to make accepted events durable', fields);
  }
}
