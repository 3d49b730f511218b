/** What only this adapter can fail with. */
import { StoreError } from '../errors.ts';

/**
 * No library that carries SQLite could be loaded: install `libsql`, or `better-sqlite3`. Code
 * `ERR_DRIVER_MISSING`; the text says for each what was wrong with it.
 */
export class DriverMissingError extends StoreError {
  constructor(problems: string) {
    super('ERR_DRIVER_MISSING', `no SQLite library can be loaded (${problems}): install libsql`);
  }
}

/**
 * The thread in which the engine ran has ended. Code `ERR_ENGINE_ENDED`. Accepted events are in the
 * file; what was under way is unknown. Close the store and open it again.
 */
export class EngineEndedError extends StoreError {
  constructor(how: string, cause?: unknown) {
    const fields = { outcomeKnown: false, cause };
    super('ERR_ENGINE_ENDED', `the thread of the SQLite engine ended: ${how}`, fields);
  }
}

/** What SQLite said. Code `ERR_ENGINE_FAILED`; the `cause` of other errors, or told to a reader. */
export class EngineFailedError extends StoreError {
  /** SQLite's own code, such as `SQLITE_FULL`. */
  readonly engineCode: string;

  /** With `outcomeKnown` nothing took effect and the engine is sound. */
  constructor(engineCode: string, message: string, outcomeKnown: boolean) {
    super('ERR_ENGINE_FAILED', `${engineCode}: ${message}`, { outcomeKnown });
    this.engineCode = engineCode;
  }
}
