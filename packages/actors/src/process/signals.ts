import type { ExitReason } from './exit-reason.ts';
import type { AnyPid, MonitorRef } from './pid.ts';

/** A monitored process has ended. Arrives once, as an info message. */
export interface Down extends Record<'type', 'DOWN'> {
  /** The monitor, as `monitor` answered it. */
  readonly ref: MonitorRef;
  /** Who has ended; undefined when it was watched by a name that nobody had. */
  readonly pid: AnyPid | undefined;
  /** Why; `noproc` when it had ended before it was monitored. */
  readonly reason: ExitReason;
}

/** A linked process has ended, or sent an exit signal, and this process traps exits. */
export interface Exit extends Record<'type', 'EXIT'> {
  /** Who sent the signal or has ended; undefined when code outside of all processes sent it. */
  readonly pid: AnyPid | undefined;
  /** Why it ended, or what it sent. */
  readonly reason: ExitReason;
}

/** The message that an exit signal becomes. */
export function exitMessage(pid: AnyPid | undefined, reason: ExitReason): Exit {
  return { type: 'EXIT', pid, reason };
}
