import type { ActorSystem } from '../process/actor-system.ts';
import type { AnyProcess } from '../process/any-process.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import { Process } from '../process/process.ts';
import { ProcessContext } from '../process/process-context.ts';
import { reasonOf } from '../process/process-exit.ts';
import type { AnyCallbacks, AnyProtocol, Returned } from './any-callbacks.ts';
import type { Next } from './callbacks.ts';
import { crashDetails } from './crash-details.ts';
import type { Debug } from './debug.ts';
import { departure, recordArrival } from './debug-events.ts';
import { type Call, type Envelope, envelope, type Started, type Task } from './envelope.ts';
import { invoke, isObject, isThenable } from './invoke.ts';
import { QuietTimer } from './quiet-timer.ts';
import type { Waiter } from './waiter.ts';

/** A promise where something has to be waited for before the next message. */
export type Handled = Promise<void> | undefined;

/** Neither a system message, nor a timeout that the callback which is over has cancelled. */
function cancelsQuiet({ kind }: Envelope): boolean {
  return kind !== 'system' && kind !== 'timeout';
}

/**
 * The inside of a server: gives each message to its callback, waits only for callbacks that answer a
 * promise, and does what the return value says.
 */
export abstract class CallbackLoop extends Process<Envelope> {
  callbacks: AnyCallbacks;
  state: unknown = undefined;
  debug: Debug | undefined = undefined;
  private readonly context: ProcessContext<AnyProtocol>;
  private current: Call | undefined = undefined;
  private deferred: Set<Waiter> | undefined = undefined;
  protected quiet: { readonly ms: number; cancel(): void } | undefined = undefined;
  private starting: Started | undefined = undefined;
  private phase: 'starting' | 'running' | 'ending' = 'starting';

  constructor(system: ActorSystem, parent: AnyProcess | undefined, callbacks: AnyCallbacks) {
    super(system, parent);
    this.callbacks = callbacks;
    this.context = new ProcessContext(this, system);
  }

  protected override ended(reason: ExitReason, unhandled: readonly Envelope[]): void {
    this.phase = 'ending';
    this.dropQuietTimer();
    if (this.starting !== undefined) this.notStarted(reason, this.starting);
    this.current?.abandon(reason);
    for (const call of [...(this.deferred ?? [])]) call.abandon(reason);
    for (const item of unhandled) {
      if (item.kind === 'call' || item.kind === 'system') item.abandon(reason);
    }
  }

  /** Runs init in the new process, and tells `starting` how it went. */
  begin(args: unknown, starting: Started): void {
    this.starting = starting;
    this.deliver(envelope('start', args));
  }

  /** Runs one callback and does what it says. Only a promise is waited for. */
  protected run(task: Task): Handled {
    if (task.kind === 'call') this.current = task;
    if (this.debug !== undefined) recordArrival(this.debug, task);
    let returned: unknown;
    try {
      returned = invoke(this.callbacks, task, this.state, this.context);
    } catch (error) {
      return this.crash(reasonOf(error), task);
    }
    return this.obey(returned as Returned | undefined, task);
  }

  /** The most frequent message on the shortest way, small enough to be compiled into the loop. */
  protected runCast(cast: Extract<Task, { readonly kind: 'cast' }>): Handled {
    const { callbacks } = this;
    if (callbacks.handleCast === undefined) return this.run(cast);
    let returned: Returned | undefined;
    try {
      returned = callbacks.handleCast(cast.message, this.state, this.context) as
        | Returned
        | undefined;
    } catch (error) {
      return this.crash(reasonOf(error), cast);
    }
    const goesOn = this.phase === 'running';
    if (goesOn && returned?.type === 'noreply' && returned.next === undefined) {
      this.state = returned.state;
      return undefined;
    }
    return this.obey(returned, cast);
  }

  private obey(returned: Returned | undefined, task: Task): Handled {
    if (this.phase === 'ending') return undefined;
    if (isThenable(returned)) return this.await(returned, task);
    if (this.starting !== undefined) return this.finishInit(returned, this.starting);
    const { current } = this;
    switch (returned?.type) {
      case 'noreply':
        if (current !== undefined) this.defer(current);
        this.state = returned.state;
        this.debug?.record({ type: 'noreply', state: returned.state });
        return this.next(returned.next, task);
      case 'reply':
        if (current === undefined) break;
        this.current = undefined;
        this.state = returned.state;
        this.debug?.record(departure(returned.reply, task));
        current.answer(returned.reply);
        return this.next(returned.next, task);
      case 'stop':
        this.state = returned.state;
        return this.terminate(returned.reason ?? 'normal', task);
      case 'stop_reply':
        if (current === undefined) break;
        this.state = returned.state;
        return this.terminate(returned.reason ?? 'normal', task, () =>
          current.answer(returned.reply),
        );
      default:
    }
    return this.crash({ bad_return_value: returned }, task);
  }

  private await(returned: PromiseLike<unknown>, task: Task): Promise<void> {
    return Promise.resolve(returned).then(
      (value) => this.obey(value as Returned | undefined, task),
      (error: unknown) => this.crash(reasonOf(error), task),
    );
  }

  private finishInit(returned: Returned | undefined, starting: Started): Handled {
    this.starting = undefined;
    switch (returned?.type) {
      case 'ok':
        this.phase = 'running';
        this.state = returned.state;
        starting.ok();
        return this.next(returned.next);
      case 'ignore':
        if (this.parent !== undefined) this.unlink(this.parent);
        this.end('normal');
        starting.ignored();
        return undefined;
      default:
        this.starting = starting;
        this.end(
          returned?.type === 'stop'
            ? (returned.reason ?? 'normal')
            : { bad_return_value: returned },
        );
        return undefined;
    }
  }

  /** The callback left the answer for later: remember who waits, to tell them if we end first. */
  private defer(current: Call): void {
    this.current = undefined;
    this.deferred ??= new Set();
    current.defer(this.deferred);
  }

  private next(next: Next<AnyProtocol> | undefined, task?: Task): Handled {
    if (next === undefined || next === 'hibernate') return undefined;
    if (isObject(next) && 'continue' in next) {
      if (this.alive) this.mailbox.unshift(envelope('continue', next.continue));
    } else if (isObject(next) && typeof next.timeout === 'number' && next.timeout >= 0) {
      this.awaitQuiet(next.timeout);
    } else {
      return this.crash({ bad_return_value: next }, task);
    }
    return undefined;
  }

  /** With 0 it comes at once, or not at all if a message waits. */
  private awaitQuiet(ms: number): void {
    if (ms > 0) {
      this.quiet = new QuietTimer(this.system.clock, ms, (item) => this.deliver(item));
    } else if (!this.mailbox.some(cancelsQuiet)) {
      this.quiet = { ms, cancel: () => undefined };
      this.deliver(envelope('timeout', this.quiet));
    }
  }

  protected quietTimeOver(armed: object): Handled {
    if (armed !== this.quiet) return undefined;
    this.dropQuietTimer();
    return this.run(envelope('info', { type: 'timeout' }));
  }

  /** A system message does not end the quiet, but its time begins anew. Source: gen_server, loop/7. */
  protected restartQuietTimer(): void {
    if (this.quiet === undefined || this.quiet.ms === 0) return;
    const { ms } = this.quiet;
    this.dropQuietTimer();
    this.awaitQuiet(ms);
  }

  protected dropQuietTimer(): void {
    if (this.quiet === undefined) return;
    this.quiet.cancel();
    this.quiet = undefined;
  }

  private crash(reason: ExitReason, task?: Task): Handled {
    if (this.phase === 'ending') return undefined;
    if (this.starting === undefined) return this.terminate(reason, task);
    this.end(reason);
    return undefined;
  }

  /** `last` runs between terminate and the end, and also when terminate crashes. */
  protected terminate(reason: ExitReason, task?: Task, last?: () => void): Handled {
    this.phase = 'ending';
    const finish = (final: ExitReason): void => {
      if (!this.alive) return;
      last?.();
      this.endWith(final, crashDetails(this.callbacks, this.state, task));
    };
    try {
      const returned: unknown = this.callbacks.terminate?.(reason, this.state, this.context);
      if (isThenable(returned)) {
        return Promise.resolve(returned).then(
          () => finish(reason),
          (error: unknown) => finish(reasonOf(error)),
        );
      }
      finish(reason);
    } catch (error) {
      finish(reasonOf(error));
    }
    return undefined;
  }

  /** The starter hears it from `start`; if it traps exits it gets no EXIT besides. */
  private notStarted(reason: ExitReason, starting: Started): void {
    this.starting = undefined;
    if (this.parent?.trapExit === true) this.unlink(this.parent);
    starting.failed(reason);
  }
}
