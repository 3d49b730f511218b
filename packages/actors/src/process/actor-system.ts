import { guardedLogger } from '../logging/guarded-logger.ts';
import type { Logger } from '../logging/logger.ts';
import { winstonLogger } from '../logging/winston-logger.ts';
import { onAbort } from './abort-listeners.ts';
import { type AnyProcess, endOf, toPid } from './any-process.ts';
import { type Clock, systemClock } from './clock.ts';
import { Deadlines } from './deadlines.ts';
import { ExitQueue } from './exit-queue.ts';
import { NactHost } from './nact-host.ts';
import { LocalName, Names, type Via } from './names.ts';
import type { AnyPid, Pid, ProcessName, Protocol } from './pid.ts';
import { Scheduler } from './scheduler.ts';

/** What an actor system may be given. */
export interface ActorSystemOptions {
  /** Where time comes from. Default: real time. */
  readonly clock?: Clock;
  /** Where crashes are told. Default: winston, warnings and worse, to standard error. */
  readonly logger?: Logger;
  /** Chance, 0 to 1: what spreads retries and open times. Default: `Math.random`. */
  readonly random?: () => number;
}

/**
 * A place in which processes live: names, clock and logger are its own, so several can stand side
 * by side in one Node process without meeting. The counterpart of an Erlang node.
 */
export class ActorSystem {
  /** Where every timeout and timer in here takes its time from. */
  readonly clock: Clock;
  /** Where crashes and unexpected messages in here are told. It never throws. */
  readonly logger: Logger;
  /** Chance, 0 to 1, for whoever in here spreads retries. */
  readonly random: () => number;
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
  /** @internal */
  readonly names: Names = new Names();
  private readonly processes = new Set<AnyProcess>();
  private lastId = 0;
  private closing: Promise<void> | undefined;

  constructor(options: ActorSystemOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
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
    const process = this.names.whereis(name);
    return process && toPid(process);
  }

  /** A name as a server reference: looked up at each use, so it outlives a restart. */
  via<P extends Protocol>(name: ProcessName<P>): Via<P> {
    return new LocalName(this, name);
  }

  /** Every process that lives here, oldest first. Source: erlang:processes/0. */
  list(): AnyPid[] {
    return [...this.processes].map((process) => toPid(process));
  }

  /**
   * Ends every process: those without a living parent are stopped with `shutdown`, parents first;
   * what still lives after `timeoutMs` (default 5 000), or when `signal` aborts, is killed.
   * Idempotent.
   */
  close(timeoutMs = 5_000, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    this.closing ??= this.shutdown(timeoutMs);
    if (signal?.aborted === true) this.killAll();
    else if (signal !== undefined) {
      const stopListening = onAbort(signal, () => this.killAll());
      void this.closing.then(stopListening);
    }
    return this.closing;
  }

  /** Closes it at the end of an `await using` block: `close` with its default. */
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
  release(process: AnyProcess): void {
    this.processes.delete(process);
    this.names.release(process);
  }
}
