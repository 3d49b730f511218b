/** What one may do to a process from outside, whatever it is. */

import { endOf, toProcess } from './any-process.ts';
import type { ExitReason } from './exit-reason.ts';
import type { AnyPid } from './pid.ts';

/**
 * Sends an exit signal. `kill` ends any process, as `killed`, without its terminate callback; any
 * other reason ends a process that does not trap exits and is a message to one that does; `normal`
 * does nothing to one that does not. Ignored by a dead process. Source: OTP `exit/2`.
 */
export function exit(pid: AnyPid, reason: ExitReason): void {
  toProcess(pid).signal(undefined, reason, false);
}

/** Whether a value is a pid, of a living process or a dead one. */
export function isPid(value: unknown): value is AnyPid {
  return typeof value === 'object' && value !== null && 'isHoldfastPid' in value;
}

/** Whether the process lives. False as soon as anybody can observe its end. */
export function isAlive(pid: AnyPid): boolean {
  return toProcess(pid).alive;
}

/** Resolves with the exit reason once the process has ended; at once if it already has. */
export function exited(pid: AnyPid): Promise<ExitReason> {
  return endOf(toProcess(pid));
}
