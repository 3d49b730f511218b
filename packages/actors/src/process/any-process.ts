import type { Logger } from '../logging/logger.ts';
import type { Clock } from './clock.ts';
import type { Deadlines } from './deadlines.ts';
import type { Delivery } from './delivery.ts';
import type { ExitQueue } from './exit-queue.ts';
import type { ExitReason } from './exit-reason.ts';
import type { NactHost } from './nact-host.ts';
import type { AnyPid, Message, Pid, Protocol } from './pid.ts';
import type { Scheduler } from './scheduler.ts';

/** Told once when the process it watches has ended. */
export interface Watcher {
  notify(reason: ExitReason): void;
}

/** A process as others see it, whatever it understands. */
export interface AnyProcess {
  readonly id: number;
  readonly system: ProcessHome;
  /** The process that started this one linked to itself. */
  readonly parent: AnyProcess | undefined;
  readonly alive: boolean;
  /** Why it ended; undefined while it lives. */
  readonly exitReason: ExitReason | undefined;
  name: string | undefined;
  trapExit: boolean;

  /** Links both ways. Idempotent. */
  link(other: AnyProcess): void;
  unlink(other: AnyProcess): void;
  /** One side of a link or unlink. */
  setLink(other: AnyProcess, linked: boolean): void;

  /** Tells `watcher` when this process ends; at once, with `noproc`, when it already has. */
  watch(watcher: Watcher): void;
  unwatch(watcher: Watcher): void;

  /** Puts a plain message into its mailbox, where it is handled in its turn. */
  deliverInfo(message: Message): void;
  /** The same from outside: refused when a bounded mailbox is full. */
  offer(message: Message): Delivery;
  /** Takes the first plain message that waits unhandled and matches out of its mailbox. */
  takeWaiting(matches: (message: Message) => boolean): Message | undefined;

  /** Disposes of a timer, or of a monitor that it holds, when this process ends. */
  own(resource: Disposable): void;
  owns(resource: Disposable): boolean;
  disown(resource: Disposable): boolean;

  /**
   * An exit signal, sent by `exit` or arriving over a link. Only the reason `kill` of `exit` can
   * not be trapped; a link that carries `kill` is an ordinary one.
   */
  signal(from: AnyProcess | undefined, reason: ExitReason, viaLink: boolean): void;
  /** Asks it to end in order, after what already waits in its mailbox. */
  requestStop(reason: ExitReason): void;
  /** Ends it now. Its name is free before anybody hears of it. */
  end(reason: ExitReason): void;

  /** A snapshot for `processInfo`. */
  info(): ProcessInfo;
}

/** What can be said of a living process from outside. Source: erlang:process_info/1. */
export interface ProcessInfo {
  /** The name under which it is registered in its actor system. */
  readonly name: string | undefined;
  /** `running`: a callback runs or messages wait; `suspended`: by `Sys.suspend`. */
  readonly status: 'running' | 'waiting' | 'suspended';
  /** Messages that wait unhandled. */
  readonly messageQueueLength: number;
  /** The processes that it is linked to. */
  readonly links: readonly AnyPid[];
  /** How many others watch it: monitors, and callers that wait for its end. */
  readonly watchers: number;
  /** Whether exit signals become messages. */
  readonly trapExit: boolean;
  /** The process that started it linked to itself. */
  readonly parent: AnyPid | undefined;
}

/** What a process needs of the actor system that it lives in. */
export interface ProcessHome {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly host: NactHost;
  readonly scheduler: Scheduler;
  readonly exits: ExitQueue;
  readonly deadlines: Deadlines;
  readonly closed: boolean;
  /** Takes a new process in and gives it its number. */
  adopt(process: AnyProcess): number;
  /** Forgets an ended process and frees its name. */
  release(process: AnyProcess): void;
}

/** The public face of a process: pids are processes seen from outside. */
export function toPid<P extends Protocol>(process: AnyProcess): Pid<P> {
  return process as unknown as Pid<P>;
}

/** The process behind a pid. */
export function toProcess(pid: AnyPid): AnyProcess {
  return pid as unknown as AnyProcess;
}

/** Resolves with the reason when the process has ended; at once if it already has. */
export function endOf(process: AnyProcess): Promise<ExitReason> {
  if (process.exitReason !== undefined) return Promise.resolve(process.exitReason);
  return new Promise((resolve) => {
    process.watch({ notify: resolve });
  });
}
