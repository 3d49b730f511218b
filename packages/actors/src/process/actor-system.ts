import type { Logger } from '../logging/logger.ts';
import { winstonLogger } from '../logging/winston-logger.ts';
import { type AnyProcess, endOf, type ProcessHome, toPid } from './any-process.ts';
import { type Clock, systemClock } from './clock.ts';
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
export class ActorSystem implements ProcessHome {
  readonly clock: Clock;
  readonly logger: Logger;
  /** @internal */
  readonly host: NactHost = new NactHost();
  /** @internal */
  readonly scheduler: Scheduler = new Scheduler();
  private readonly processes = new Set<AnyProcess>();
  private readonly names = new Map<string, AnyProcess>();
  private lastId = 0;
  private closing: Promise<void> | undefined;

  constructor(options: ActorSystemOptions = {}) {
    this.clock = options.clock ?? systemClock;
    this.logger = options.logger ?? winstonLogger();
  }

  /** Number of processes that live here. */
  get processCount(): number {
    return this.processes.size;
  }

  /** The process registered under a name, or undefined. */
  whereis<P extends Protocol>(name: ProcessName<P>): Pid<P> | undefined {
    const process = this.names.get(name);
    return process && toPid(process);
  }

  /**
   * Ends every process: those without a parent are stopped with `shutdown`, and end their children;
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
    const all = [...this.processes];
    const ended = Promise.all(all.map((process) => endOf(process)));
    for (const process of all) {
      if (process.parent === undefined) process.requestStop('shutdown');
    }
    const late = this.clock.setTimer(timeoutMs, () => this.killAll(), { keepAlive: true });
    await ended;
    late.cancel();
    this.killAll();
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
