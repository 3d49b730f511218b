/** What only this adapter can fail with. */
import { HoldfastError } from '@holdfast/actors/ports';

/**
 * No library that carries SQLite could be loaded: install `libsql`, or `better-sqlite3`. Code
 * `ERR_DRIVER_MISSING`; the text says for each what was wrong with it.
 */
export class DriverMissingError extends HoldfastError {
  constructor(problems: string) {
    super('ERR_DRIVER_MISSING', `no SQLite library can be loaded (${problems}): install libsql`);
  }
}

/**
 * The thread in which the engine ran has ended. Code `ERR_ENGINE_ENDED`. Accepted events are in the
 * file; what was under way is unknown. Close the store and open it again.
 */
export class EngineEndedError extends HoldfastError {
  constructor(how: string, cause?: unknown) {
    super('ERR_ENGINE_ENDED', `the thread of the SQLite engine ended: ${how}`, { cause });
  }
}

/** What the engine said. Code `ERR_ENGINE_FAILED`; only ever the `cause` of another error. */
export class EngineFailedError extends HoldfastError {
  /** SQLite's own code, such as `SQLITE_FULL`. */
  readonly engineCode: string;
  /** Whether it is certain that nothing took effect, and the engine is sound. */
  readonly undone: boolean;

  constructor(engineCode: string, message: string, undone: boolean) {
    super('ERR_ENGINE_FAILED', `${engineCode}: ${message}`);
    this.engineCode = engineCode;
    this.undone = undone;
  }
}
