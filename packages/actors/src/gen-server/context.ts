import type { Logger } from '../logging/logger.ts';
import type { ActorSystem } from '../process/actor-system.ts';
import { type AnyProcess, toPid, toProcess } from '../process/any-process.ts';
import type { Timer } from '../process/clock.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { AnyPid, MonitorRef, Pid, Protocol, TimerRef } from '../process/pid.ts';
import type { InfoOf } from './protocol.ts';

/** What the context needs of the server that it belongs to. */
interface Owner extends AnyProcess {
  deliverInfo(message: unknown): void;
}

/** A process as the parent of those that it starts: all that `startLink` needs of it. */
export interface Parent {
  readonly self: AnyPid;
  readonly system: ActorSystem;
}

/** What a callback knows and can do as the process that it runs in. */
export class ServerContext<P extends Protocol> implements Parent {
  /** The actor system in which this server lives. */
  readonly system: ActorSystem;
  private readonly owner: Owner;
  private abort: AbortController | undefined;

  /** Made by the runtime, one for each server. */
  constructor(owner: Owner, system: ActorSystem) {
    this.owner = owner;
    this.system = system;
  }

  /** This server's own pid. */
  get self(): Pid<P> {
    return toPid(this.owner);
  }

  /** The process that started this one with `startLink`. */
  get parent(): AnyPid | undefined {
    return this.owner.parent && toPid(this.owner.parent);
  }

  /** Milliseconds of the system's clock, for durations. */
  now(): number {
    return this.system.clock.now();
  }

  get logger(): Logger {
    return this.system.logger;
  }

  /** Aborts when this server ends: a callback that still runs can stop early. Made on demand. */
  get signal(): AbortSignal {
    if (this.abort === undefined) {
      const controller = new AbortController();
      this.abort = controller;
      if (!this.owner.alive) controller.abort();
      // Not in the call stack of whoever ended this server: listeners are its own code.
      else this.owner.own({ [Symbol.dispose]: () => queueMicrotask(() => controller.abort()) });
    }
    return this.abort.signal;
  }

  /** Sends an exit signal from this server: its children see it as their parent's. */
  exit(pid: AnyPid, reason: ExitReason): void {
    toProcess(pid).signal(this.owner, reason, false);
  }

  /**
   * Whether exit signals become messages, and the parent's exit runs terminate. Answers the previous
   * setting. Default false: then a signal, a supervisor's `shutdown` too, ends the server at once.
   */
  trapExit(trap: boolean): boolean {
    const before = this.owner.trapExit;
    this.owner.trapExit = trap;
    return before;
  }

  /** Sends this server an info message after `ms`, not before. It dies with the server. */
  sendAfter(ms: number, message: InfoOf<P>): TimerRef {
    const timer = new InfoTimer(this.owner, ms, message);
    return timer as unknown as TimerRef;
  }

  /** Stops a timer. Answers the milliseconds that were left, or false if it fired or was stopped. */
  cancelTimer(ref: TimerRef): number | false {
    return (ref as unknown as InfoTimer).cancel();
  }

  /** Watches a process: its end arrives as a DOWN, at once with `noproc` if it is already dead. */
  monitor(pid: AnyPid): MonitorRef {
    return new Monitor(this.owner, toProcess(pid)) as unknown as MonitorRef;
  }

  /** Ends a monitor: a DOWN that is not yet in the mailbox does not come. Idempotent. */
  demonitor(ref: MonitorRef): void {
    (ref as unknown as Monitor)[Symbol.dispose]();
  }
}

class InfoTimer implements Disposable {
  private readonly owner: Owner;
  private readonly due: number;
  private readonly timer: Timer;

  constructor(owner: Owner, ms: number, message: unknown) {
    this.owner = owner;
    this.due = owner.system.clock.now() + ms;
    this.timer = owner.system.clock.setTimer(ms, () => {
      if (owner.disown(this)) owner.deliverInfo(message);
    });
    owner.own(this);
  }

  cancel(): number | false {
    if (!this.owner.disown(this)) return false;
    this.timer.cancel();
    return Math.max(0, Math.ceil(this.due - this.owner.system.clock.now()));
  }

  [Symbol.dispose](): void {
    this.timer.cancel();
  }
}

class Monitor implements Disposable {
  private readonly owner: Owner;
  private readonly target: AnyProcess;

  constructor(owner: Owner, target: AnyProcess) {
    this.owner = owner;
    this.target = target;
    owner.own(this);
    target.watch(this);
  }

  notify(reason: ExitReason): void {
    if (!this.owner.disown(this)) return;
    this.owner.receiveDown(this as unknown as MonitorRef, toPid(this.target), reason);
  }

  [Symbol.dispose](): void {
    this.owner.disown(this);
    this.target.unwatch(this);
  }
}
