import { hasErrorCode } from '../errors.ts';
import type { FailureClass, FenceOutcome } from './force-result.ts';

/**
 * What a rejected fence says. An error may say it itself by `failureClass`; else a poisoned store is
 * known by its code, a busy one by its `retryAfterMs`, and an abort is nobody's failure. Everything
 * else may work next time. Never throws, whatever was thrown.
 */
export function unprovenBy(
  error: unknown,
): Exclude<FenceOutcome, { kind: 'fenced' | 'timed_out' }> {
  const said = read(error, 'failureClass');
  const retryAfterMs = milliseconds(read(error, 'retryAfterMs'));
  if (isClass(said)) return failed(said, error, retryAfterMs);
  if (hasCode(error, 'ERR_STORE_POISONED')) return failed('poisoned', error, undefined);
  if (read(error, 'name') === 'AbortError') return { kind: 'cancelled', error };
  return failed(retryAfterMs === undefined ? 'retryable' : 'overload', error, retryAfterMs);
}

function failed(
  kind: FailureClass,
  error: unknown,
  retryAfterMs: number | undefined,
): Extract<FenceOutcome, { kind: 'failed' }> {
  const outcome = { kind: 'failed', class: kind, error } as const;
  return retryAfterMs === undefined ? outcome : { ...outcome, retryAfterMs };
}

const CLASSES: readonly unknown[] = ['retryable', 'overload', 'rejected', 'poisoned'];

function isClass(value: unknown): value is FailureClass {
  return CLASSES.includes(value);
}

/** A store that asks for more is asked again after a day all the same. */
const LONGEST_RETRY_MS = 86_400_000;

function milliseconds(value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return undefined;
  return Math.min(value, LONGEST_RETRY_MS);
}

/** An error may be anything, even one whose properties throw. */
function read(error: unknown, key: string): unknown {
  try {
    return typeof error === 'object' && error !== null
      ? (error as Record<string, unknown>)[key]
      : undefined;
  } catch {
    return undefined;
  }
}

function hasCode(error: unknown, code: string): boolean {
  try {
    return hasErrorCode(error, code);
  } catch {
    return false;
  }
}
