import type { Logger } from '../logging/logger.ts';
import type { Clock } from './clock.ts';
import type { Deadlines } from './deadlines.ts';
import type { ExitQueue } from './exit-queue.ts';
import type { ExitReason } from './exit-reason.ts';
import type { NactHost } from './nact-host.ts';
import type { AnyPid, MonitorRef, Pid, Protocol } from './pid.ts';
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
  /** Puts a DOWN into this process's mailbox. */
  receiveDown(ref: MonitorRef, pid: AnyPid, reason: ExitReason): void;

  /** Disposes of a timer, or of a monitor that it holds, when this process ends. */
  own(resource: Disposable): void;
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
}

/** What a process needs of the actor system that it lives in. */
export interface ProcessHome {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly host: NactHost;
  readonly scheduler: Scheduler;
  readonly exits: ExitQueue;
  readonly deadlines: Deadlines;
  /** Takes a new process in and gives it its number. */
  adopt(process: AnyProcess): number;
  /** Gives a process a name that is free. */
  register(name: string, process: AnyProcess): void;
  /** Who has this name. */
  lookup(name: string): AnyProcess | undefined;
  /** Forgets an ended process and frees its name. */
  release(process: AnyProcess): void;
  reportCrash(process: AnyProcess, reason: ExitReason): void;
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
