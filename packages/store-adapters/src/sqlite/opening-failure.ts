import { StoreCorruptError, StoreLockedError, StoreOpenFailedError } from '../errors.ts';
import { DriverMissingError, EngineFailedError } from './errors.ts';

/** What a caller is told when the thread could not open the database in `path`. */
export function openingFailure(path: string, error: unknown): Error {
  if (!(error instanceof EngineFailedError)) {
    return new StoreOpenFailedError(path, (error as Error).message, error);
  }
  const { engineCode } = error;
  if (engineCode === 'DRIVER_MISSING') return new DriverMissingError(error.message);
  if (/^SQLITE_(BUSY|LOCKED)/.test(engineCode)) return new StoreLockedError(path, error);
  if (engineCode.startsWith('SQLITE_CORRUPT')) return new StoreCorruptError(error.message, error);
  return new StoreOpenFailedError(path, error.message, error);
}
