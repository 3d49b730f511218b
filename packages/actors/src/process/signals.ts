import type { ExitReason } from './exit-reason.ts';
import type { AnyPid, MonitorRef } from './pid.ts';

/** A monitored process has ended. Arrives once, as an info message. */
export interface Down extends Record<'type', 'DOWN'> {
  readonly ref: MonitorRef;
  readonly pid: AnyPid;
  readonly reason: ExitReason;
}

/** A linked process has ended, or sent an exit signal, and this process traps exits. */
export interface Exit extends Record<'type', 'EXIT'> {
  readonly pid: AnyPid | undefined;
  readonly reason: ExitReason;
}

/** The message that an exit signal becomes. */
export function exitMessage(pid: AnyPid | undefined, reason: ExitReason): Exit {
  return { type: 'EXIT', pid, reason };
}
