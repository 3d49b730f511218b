import type { ActorSystem } from '../process/actor-system.ts';
import { type AnyProcess, toProcess } from '../process/any-process.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { Message } from '../process/pid.ts';
import { Process } from '../process/process.ts';
import type { Down, Exit } from '../process/signals.ts';
import type { Next } from './callbacks.ts';
import { ServerContext } from './context.ts';
import type { Envelope, Started, Task } from './envelope.ts';
import type { PendingCall } from './from.ts';
import {
  type AnyCallbacks,
  type AnyProtocol,
  invoke,
  isObject,
  isThenable,
  type Returned,
} from './invoke.ts';
import { QuietTimer } from './quiet-timer.ts';

/** A promise where something has to be waited for before the next message. */
type Handled = Promise<void> | undefined;

/**
 * The loop of one server: gives each message to its callback, waits only for callbacks that answer
 * a promise, and does what the return value says.
 */
export class ServerProcess extends Process<Envelope> {
  private readonly callbacks: AnyCallbacks;
  private readonly context: ServerContext<AnyProtocol>;
  private state: unknown;
  private current: PendingCall | undefined;
  private deferred: Set<PendingCall> | undefined;
  private quiet: QuietTimer | undefined;
  private starting: Started | undefined;
  private terminating = false;

  constructor(system: ActorSystem, parent: AnyProcess | undefined, callbacks: AnyCallbacks) {
    super(system, parent);
    this.callbacks = callbacks;
    this.context = new ServerContext(this, system);
  }

  deliverInfo(message: Message): void {
    this.deliver({ kind: 'info', message });
  }

  override requestStop(reason: ExitReason): void {
    this.deliver({ kind: 'stop', reason });
  }

  protected override wrap(signal: Exit | Down): Envelope {
    return { kind: 'info', message: signal };
  }

  protected override receive(envelope: Envelope): Handled {
    if (envelope.kind === 'timeout') return this.quietTimeOver(envelope.armed);
    if (this.quiet !== undefined) this.dropQuietTimer();
    if (envelope.kind === 'stop') return this.terminate(envelope.reason);
    if (envelope.kind === 'info' && this.isParentExit(envelope.message)) {
      return this.terminate((envelope.message as Exit).reason);
    }
    return this.run(envelope);
  }

  protected override ended(reason: ExitReason, unhandled: readonly Envelope[]): void {
    this.dropQuietTimer();
    if (this.starting !== undefined) this.notStarted(reason, this.starting);
    this.current?.abandon(reason);
    for (const call of [...(this.deferred ?? [])]) call.abandon(reason);
    for (const envelope of unhandled) {
      if (envelope.kind === 'call') envelope.from.abandon(reason);
      else if (envelope.kind === 'start') this.notStarted(reason, envelope.started);
    }
  }

  /** The starter hears it from `start`; if it traps exits it gets no EXIT besides. */
  private notStarted(reason: ExitReason, starting: Started): void {
    this.starting = undefined;
    if (this.parent?.trapExit === true) this.unlink(this.parent);
    starting.failed(reason);
  }

  /** Runs one callback and does what it says. Only a promise is waited for. */
  private run(task: Task): Handled {
    let returned: unknown;
    try {
      returned =
        task.kind === 'info' && this.callbacks.handleInfo === undefined
          ? this.ignoreUnexpected(task.message)
          : this.invoke(task);
    } catch (error) {
      return this.crash({ error });
    }
    if (!isThenable(returned)) return this.obey(returned);
    return Promise.resolve(returned).then(
      (value) => this.obey(value),
      (error: unknown) => this.crash({ error }),
    );
  }

  private invoke(task: Task): unknown {
    if (task.kind === 'call') this.current = task.from;
    else if (task.kind === 'start') this.starting = task.started;
    return invoke(this.callbacks, task, this.state, this.context);
  }

  private ignoreUnexpected(message: Message): Returned {
    const process = this.name ?? this.id;
    const type: unknown = isObject(message) ? message.type : message;
    this.system.logger.warn('unexpected message', { process, received: type });
    return { type: 'noreply', state: this.state };
  }

  private obey(value: unknown): Handled {
    if (!this.alive || this.terminating) return undefined;
    const returned = value as Returned | undefined;
    if (this.starting !== undefined) return this.finishInit(returned, this.starting);
    const { current } = this;
    switch (returned?.type) {
      case 'reply':
        if (current === undefined) break;
        this.current = undefined;
        this.state = returned.state;
        current.answer(returned.reply);
        return this.next(returned.next);
      case 'noreply':
        if (current !== undefined) this.defer(current);
        this.state = returned.state;
        return this.next(returned.next);
      case 'stop':
        this.state = returned.state;
        return this.terminate(returned.reason ?? 'normal');
      case 'stop_reply':
        if (current === undefined) break;
        this.state = returned.state;
        return this.terminate(returned.reason ?? 'normal', () => current.answer(returned.reply));
      default:
    }
    return this.crash({ bad_return_value: value });
  }

  private finishInit(returned: Returned | undefined, starting: Started): Handled {
    this.starting = undefined;
    switch (returned?.type) {
      case 'ok':
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
  private defer(current: PendingCall): void {
    this.current = undefined;
    this.deferred ??= new Set();
    current.defer(this.deferred);
  }

  private next(next: Next<AnyProtocol> | undefined): Handled {
    if (next === undefined) return undefined;
    if (isObject(next) && 'continue' in next) {
      this.deliverFirst({ kind: 'continue', message: next.continue });
    } else if (isObject(next) && typeof next.timeout === 'number' && next.timeout >= 0) {
      this.quiet = new QuietTimer(this.system.clock, next.timeout, (late) => this.deliver(late));
    } else {
      return this.crash({ bad_return_value: next });
    }
    return undefined;
  }

  private quietTimeOver(armed: object): Handled {
    if (armed !== this.quiet) return undefined;
    this.dropQuietTimer();
    return this.run({ kind: 'info', message: { type: 'timeout' } });
  }

  private dropQuietTimer(): void {
    this.quiet?.cancel();
    this.quiet = undefined;
  }

  /** A trapping server obeys its parent's exit, even a normal one; others' are messages. */
  private isParentExit(message: Message): boolean {
    if (this.parent === undefined || !isObject(message) || message.type !== 'EXIT') return false;
    const { pid } = message as Exit;
    return pid !== undefined && toProcess(pid) === this.parent;
  }

  private crash(reason: ExitReason): Handled {
    if (!this.alive || this.terminating) return undefined;
    if (this.starting === undefined) return this.terminate(reason);
    this.end(reason);
    return undefined;
  }

  /** `last` runs between terminate and the end, and also when terminate crashes. */
  private terminate(reason: ExitReason, last?: () => void): Handled {
    this.terminating = true;
    const finish = (final: ExitReason): void => {
      if (!this.alive) return;
      last?.();
      this.end(final);
    };
    try {
      const returned: unknown = this.callbacks.terminate?.(reason, this.state, this.context);
      if (isThenable(returned)) {
        return Promise.resolve(returned).then(
          () => finish(reason),
          (error: unknown) => finish({ error }),
        );
      }
      finish(reason);
    } catch (error) {
      finish({ error });
    }
    return undefined;
  }
}
