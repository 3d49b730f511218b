/** What one may do to a process from outside, whatever it is. */
import { onAbort } from './abort-listeners.ts';
import { endOf, type ProcessInfo, toProcess } from './any-process.ts';
import { currentProcess } from './current-process.ts';
import { ACCEPTED, type Delivery } from './delivery.ts';
import { checkReason, type ExitReason } from './exit-reason.ts';
import { startTimer } from './message-timer.ts';
import { resolve, type ServerRef } from './names.ts';
import type { AnyPid, Message, Pid, Protocol, TimerRef } from './pid.ts';
import type { InfoOf } from './protocol.ts';

/**
 * Sends an exit signal. `kill` ends any process, as `killed`, without its terminate callback; any
 * other reason ends a process that does not trap exits and is a message to one that does; `normal`
 * does nothing to one that does not. Ignored by a dead process. Throws `ERR_INVALID_OPTION` for what
 * is no reason. Source: OTP `exit/2`.
 */
export function exit(pid: AnyPid, reason: ExitReason): void {
  toProcess(pid).signal(currentProcess(), checkReason(reason), false);
}

/** Whether a value is a pid, of a living process or a dead one. */
export function isPid(value: unknown): value is AnyPid {
  return typeof value === 'object' && value !== null && 'isHoldfastPid' in value;
}

/** Whether the process lives. False as soon as anybody can observe its end. */
export function isAlive(pid: AnyPid): boolean {
  return toProcess(pid).alive;
}

/** How to wait for the end of a process. */
export interface ExitedOptions {
  /** Stops waiting; `exited` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Resolves with the exit reason once the process has ended; at once if it already has. */
export function exited(pid: AnyPid, { signal }: ExitedOptions = {}): Promise<ExitReason> {
  const process = toProcess(pid);
  if (signal === undefined) return endOf(process);
  return new Promise((resolveEnd, reject) => {
    signal.throwIfAborted();
    const watcher = {
      notify(reason: ExitReason): void {
        stopListening();
        resolveEnd(process.exitReason ?? reason);
      },
    };
    const stopListening = onAbort(signal, () => {
      process.unwatch(watcher);
      reject(signal.reason as Error);
    });
    process.watch(watcher);
  });
}

/** What can be said of a process now; undefined when it has ended. */
export function processInfo(pid: AnyPid): ProcessInfo | undefined {
  const process = toProcess(pid);
  return process.alive ? process.info() : undefined;
}

/**
 * Sends a plain message, which arrives in handleInfo or in `receive`. Never throws; lost without
 * notice if nobody is there, refused by a bounded mailbox that is full.
 */
export function send<P extends Protocol>(server: ServerRef<P>, message: InfoOf<P>): Delivery {
  return resolve(server)?.offer(message) ?? ACCEPTED;
}

/** Sends a plain message after `ms`, not before. The timer dies with the receiver, not the sender. */
export function sendAfter<P extends Protocol>(
  pid: Pid<P>,
  ms: number,
  message: InfoOf<P>,
): TimerRef {
  return startTimer(toProcess(pid), ms, message);
}

/** Takes the first plain message that waits unhandled and matches out of a mailbox. */
export function takeWaiting(
  pid: AnyPid,
  matches: (message: Message) => boolean,
): Message | undefined {
  return toProcess(pid).takeWaiting(matches);
}

/**
 * Calls back while the process leaves its tables: its name is free, and nobody has heard of its end
 * yet. At once if it has ended already. Answers how to cancel. For registries of one's own.
 */
export function onEnd(pid: AnyPid, callback: () => void): () => void {
  const process = toProcess(pid);
  const resource: Disposable = {
    [Symbol.dispose](): void {
      try {
        callback();
      } catch (error) {
        process.system.logger.error('onEnd failed', { error });
      }
    },
  };
  process.own(resource);
  return () => void process.disown(resource);
}
