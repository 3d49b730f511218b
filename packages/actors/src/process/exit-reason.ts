import { inspect, isDeepStrictEqual } from 'node:util';
import { InvalidOptionError } from '../errors.ts';

/**
 * Why a process ended. `normal`, `shutdown` and `{ shutdown }` are orderly; everything else is
 * abnormal, is logged, and restarts a transient child. Any other string is a reason of the host's
 * own. Source: Elixir Supervisor, "Exit reasons and restarts".
 */
export type ExitReason =
  | 'normal'
  | 'shutdown'
  /** Ended by the untrappable exit signal `kill`, or cut off after its shutdown time. */
  | 'killed'
  /** There was no such process. */
  | 'noproc'
  | (string & Record<never, never>)
  | { readonly shutdown: unknown }
  /** A callback threw. */
  | { readonly error: unknown }
  /** A callback returned something that it may not. */
  | { readonly bad_return_value: unknown };

/** Whether this can be the reason of an end; JavaScript lets anything through. */
function isExitReason(value: unknown): value is ExitReason {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null) return false;
  return 'shutdown' in value || 'error' in value || 'bad_return_value' in value;
}

/** A reason as hosts give it. Throws `ERR_INVALID_OPTION`, before anybody is ended. */
export function checkReason(reason: ExitReason): ExitReason {
  if (isExitReason(reason)) return reason;
  throw new InvalidOptionError('reason', reason, 'a string, { shutdown } or { error }');
}

/** Whether a transient child that ended so is restarted, and whether the end is logged. */
export function isAbnormal(reason: ExitReason): boolean {
  if (typeof reason === 'string') return reason !== 'normal' && reason !== 'shutdown';
  return !isExitReason(reason) || !('shutdown' in reason);
}

/** One line for logs and error messages. */
export function describeExit(reason: ExitReason): string {
  if (typeof reason === 'string') return reason;
  // A callback may have returned anything.
  if (!isExitReason(reason)) return describe(reason);
  if ('shutdown' in reason) return `shutdown (${describe(reason.shutdown)})`;
  if ('bad_return_value' in reason) return `bad return value ${describe(reason.bad_return_value)}`;
  return `crash: ${describe(reason.error)}`;
}

function describe(value: unknown): string {
  try {
    const text = value instanceof Error ? `${value.name}: ${value.message}` : shown(value);
    return text.replace(/\s*\n\s*/g, ' ');
  } catch {
    return 'something that cannot be shown';
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  return inspect(value, { depth: 2, breakLength: Number.POSITIVE_INFINITY });
}

/** Whether two reasons say the same: those with a detail are compared by it. */
export function isSameReason(one: ExitReason, other: ExitReason): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  const detail = (reason: object): [string, unknown] | undefined => Object.entries(reason)[0];
  return isDeepStrictEqual(detail(one), detail(other));
}
