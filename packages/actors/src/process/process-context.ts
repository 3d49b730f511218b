import type { Logger } from '../logging/logger.ts';
import type { ActorSystem } from './actor-system.ts';
import { type AnyProcess, toPid, toProcess } from './any-process.ts';
import { NoProcessError } from './errors.ts';
import { checkReason, type ExitReason } from './exit-reason.ts';
import { cancelTimer, readTimer, startTimer } from './message-timer.ts';
import { Monitor } from './monitor.ts';
import { resolve, type ServerRef } from './names.ts';
import type { AnyPid, MonitorRef, Pid, Protocol, TimerRef } from './pid.ts';
import type { InfoOf } from './protocol.ts';
import { exitMessage } from './signals.ts';

/** A process as the parent of those that it starts: all that `startLink` needs of it. */
export interface Parent {
  /** The pid of the process. */
  readonly self: AnyPid;
  /** The actor system in which it lives. */
  readonly system: ActorSystem;
}

/** What code knows and can do as the process that it runs in. */
export class ProcessContext<P extends Protocol> implements Parent {
  /** The actor system in which this process lives. */
  readonly system: ActorSystem;
  /** @internal */
  readonly owner: AnyProcess;
  private abort: AbortController | undefined;

  /**
   * Made by the runtime, one for each process.
   *
   * @hidden
   */
  constructor(owner: AnyProcess, system: ActorSystem) {
    this.owner = owner;
    this.system = system;
  }

  /** This process's own pid. */
  get self(): Pid<P> {
    return toPid(this.owner);
  }

  /** The process that started this one linked to itself. */
  get parent(): AnyPid | undefined {
    return this.owner.parent && toPid(this.owner.parent);
  }

  /** Milliseconds of the system's clock, for durations. */
  now(): number {
    return this.system.clock.now();
  }

  /** The system's logger. */
  get logger(): Logger {
    return this.system.logger;
  }

  /** Aborts when this process ends: code that still runs can stop early. Made on demand. */
  get signal(): AbortSignal {
    if (this.abort === undefined) {
      const controller = new AbortController();
      this.abort = controller;
      if (!this.owner.alive) controller.abort();
      // Not in the call stack of whoever ended this process: listeners are its own code.
      else this.owner.own({ [Symbol.dispose]: () => queueMicrotask(() => controller.abort()) });
    }
    return this.abort.signal;
  }

  /** Sends an exit signal from this process: its children see it as their parent's. */
  exit(pid: AnyPid, reason: ExitReason): void {
    toProcess(pid).signal(this.owner, checkReason(reason), false);
  }

  /**
   * Whether exit signals become messages, and the parent's exit runs a server's terminate. Answers
   * the previous setting. Default false: then a signal, a supervisor's `shutdown` too, ends the
   * process at once. Source: process_flag(trap_exit).
   */
  trapExit(trap: boolean): boolean {
    const before = this.owner.trapExit;
    this.owner.trapExit = trap;
    return before;
  }

  /**
   * Links this process and another: the end of either is an exit signal to the other. Idempotent.
   * A process that has ended: throws `ERR_NO_PROCESS`, or, to who traps exits, sends an EXIT with
   * reason `noproc`. Source: erlang:link/1.
   */
  link(pid: AnyPid): void {
    const other = toProcess(pid);
    if (other.alive) this.owner.link(other);
    else if (!this.owner.trapExit) throw new NoProcessError('link');
    else this.owner.deliverInfo(exitMessage(pid, 'noproc'));
  }

  /** Ends a link, if there is one: no exit signal passes over it any more. */
  unlink(pid: AnyPid): void {
    this.owner.unlink(toProcess(pid));
  }

  /**
   * Watches a process, or the one that has a name now: its end arrives as a DOWN, at once with
   * `noproc` if it is already dead or nobody has the name. Source: erlang:monitor/2.
   */
  monitor(target: ServerRef<never>): MonitorRef {
    return new Monitor(this.owner, resolve(target)) as unknown as MonitorRef;
  }

  /**
   * Ends a monitor: no DOWN comes from it any more. One that waits unhandled in the mailbox stays,
   * unless `flush` takes it away. Answers whether it was still watching. Idempotent.
   */
  demonitor(ref: MonitorRef, { flush = false }: { readonly flush?: boolean } = {}): boolean {
    return (ref as unknown as Monitor).stop(flush);
  }

  /** Sends this process an info message after `ms`, not before. It dies with the process. */
  sendAfter(ms: number, message: InfoOf<P>): TimerRef {
    return startTimer(this.owner, ms, message);
  }

  /** Stops a timer. Answers the milliseconds that were left, or false if it fired or was stopped. */
  cancelTimer(ref: TimerRef): number | false {
    return cancelTimer(ref);
  }

  /** The milliseconds that a timer has left, or false if it fired or was stopped. */
  readTimer(ref: TimerRef): number | false {
    return readTimer(ref);
  }
}
