import { guardedLogger } from '../logging/guarded-logger.ts';
import type { Logger } from '../logging/logger.ts';
import { winstonLogger } from '../logging/winston-logger.ts';
import { type AnyProcess, endOf, toPid } from './any-process.ts';
import { type Clock, systemClock } from './clock.ts';
import { Deadlines } from './deadlines.ts';
import { ExitQueue } from './exit-queue.ts';
import { describeExit, type ExitReason } from './exit-reason.ts';
import { NactHost } from './nact-host.ts';
import type { Pid, ProcessName, Protocol } from './pid.ts';
import { Scheduler } from './scheduler.ts';

export interface ActorSystemOptions {
  /** Where time comes from. Default: real time. */
  readonly clock?: Clock;
  /** Where crashes are told. Default: winston, warnings and worse, to standard error. */
  readonly logger?: Logger;
}

/**
 * A place in which processes live: names, clock and logger are its own, so several can stand side
 * by side in one Node process without meeting. The counterpart of an Erlang node.
 */
export class ActorSystem {
  readonly clock: Clock;
  readonly logger: Logger;
  /** @internal */
  readonly host: NactHost = new NactHost();
  /** @internal */
  readonly scheduler: Scheduler = new Scheduler();
  /** @internal */
  readonly exits: ExitQueue = new ExitQueue((error) => {
    this.logger.error('the end of a process could not be told', { error });
  });
  /** @internal */
  readonly deadlines: Deadlines;
  private readonly processes = new Set<AnyProcess>();
  private readonly names = new Map<string, AnyProcess>();
  private lastId = 0;
  private closing: Promise<void> | undefined;

  constructor(options: ActorSystemOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.deadlines = new Deadlines(this.clock);
    this.logger = guardedLogger(options.logger ?? winstonLogger());
  }

  /** Number of processes that live here. */
  get processCount(): number {
    return this.processes.size;
  }

  /** Whether it is closing or closed: then nothing can be started here any more. */
  get closed(): boolean {
    return this.closing !== undefined;
  }

  /** The process registered under a name, or undefined. */
  whereis<P extends Protocol>(name: ProcessName<P>): Pid<P> | undefined {
    const process = this.names.get(name);
    return process && toPid(process);
  }

  /**
   * Ends every process: those without a living parent are stopped with `shutdown`, parents first;
   * what still lives after `timeoutMs` (default 5 000) is killed. Idempotent.
   */
  close(timeoutMs = 5_000): Promise<void> {
    this.closing ??= this.shutdown(timeoutMs);
    return this.closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async shutdown(timeoutMs: number): Promise<void> {
    const late = this.clock.setTimer(timeoutMs, () => this.killAll(), { keepAlive: true });
    while (this.processes.size > 0) {
      // A child is ended by its parent; only who has none, or has outlived it, is ended from here.
      const roots = [...this.processes].filter(({ parent }) => parent?.alive !== true);
      for (const root of roots) root.requestStop('shutdown');
      await Promise.all(roots.map((root) => endOf(root)));
    }
    late.cancel();
    this.host.close();
  }

  private killAll(): void {
    for (const process of [...this.processes]) process.end('killed');
  }

  /** @internal */
  adopt(process: AnyProcess): number {
    this.processes.add(process);
    this.lastId += 1;
    return this.lastId;
  }

  /** @internal */
  register(name: string, process: AnyProcess): void {
    this.names.set(name, process);
    process.name = name;
  }

  /** @internal */
  lookup(name: string): AnyProcess | undefined {
    return this.names.get(name);
  }

  /** @internal */
  release(process: AnyProcess): void {
    this.processes.delete(process);
    if (process.name !== undefined) this.names.delete(process.name);
  }

  /** @internal */
  reportCrash(process: AnyProcess, reason: ExitReason): void {
    this.logger.error('process ended abnormally', {
      process: process.name ?? process.id,
      reason: describeExit(reason),
      ...(typeof reason === 'object' && 'error' in reason ? { error: reason.error } : {}),
    });
  }
}
