import type { ActorSystem } from '../process/actor-system.ts';
import { type AnyProcess, type ProcessInfo, toProcess } from '../process/any-process.ts';
import { ACCEPTED, type Delivery, MailboxFullError } from '../process/delivery.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { Message } from '../process/pid.ts';
import type { Exit } from '../process/signals.ts';
import type { AnyCallbacks } from './any-callbacks.ts';
import { CallbackLoop, type Handled } from './callback-loop.ts';
import { type Envelope, envelope } from './envelope.ts';
import type { PendingCall } from './from.ts';
import { isObject } from './invoke.ts';
import { Suspension } from './suspension.ts';
import type { SystemTarget, SystemTask } from './system-target.ts';

/** One server as others meet it: what it lets in, what it serves while suspended, what ends it. */
export class ServerProcess extends CallbackLoop implements SystemTarget {
  readonly maxMailbox: number | undefined;
  private suspension: Suspension | undefined = undefined;

  constructor(
    system: ActorSystem,
    parent: AnyProcess | undefined,
    callbacks: AnyCallbacks,
    maxMailbox: number | undefined,
  ) {
    super(system, parent, callbacks);
    this.maxMailbox = maxMailbox;
  }

  /** Tells it from a plain process, to which nobody can make a call. */
  get isServer(): true {
    return true;
  }

  get waitingCount(): number {
    return this.mailbox.size + (this.suspension?.held ?? 0);
  }

  /** Why a message from outside is refused, if it is: control messages never are. */
  refusal(kind: 'call' | 'cast' | 'info', message: Message): MailboxFullError | undefined {
    const { maxMailbox } = this;
    if (maxMailbox === undefined || this.waitingCount < maxMailbox || !this.alive) return undefined;
    return new MailboxFullError(`${kind} ${message.type}`, maxMailbox);
  }

  override deliverInfo(message: Message): void {
    this.deliver(envelope('info', message));
  }

  override offer(message: Message): Delivery {
    return this.enter('info', message);
  }

  /** A message from outside, which a full mailbox refuses. */
  enter(kind: 'cast' | 'info', message: Message): Delivery {
    if (this.maxMailbox !== undefined) {
      const error = this.refusal(kind, message);
      if (error !== undefined) return { accepted: false, error };
    }
    this.deliver(envelope(kind, message));
    return ACCEPTED;
  }

  override takeWaiting(matches: (message: Message) => boolean): Message | undefined {
    const isWanted = ({ kind, message }: Envelope): boolean => kind === 'info' && matches(message);
    const taken = this.suspension?.take(isWanted) ?? this.mailbox.removeFirst(isWanted);
    return taken?.message as Message | undefined;
  }

  override requestStop(reason: ExitReason): void {
    this.deliver(envelope('stop', reason));
  }

  stopNow(reason: ExitReason): void {
    if (this.alive) this.mailbox.unshift(envelope('stop', reason));
  }

  override info(): ProcessInfo {
    const info = { ...super.info(), messageQueueLength: this.waitingCount };
    return this.suspended ? { ...info, status: 'suspended' } : info;
  }

  get suspended(): boolean {
    return this.suspension !== undefined;
  }

  suspend(): void {
    this.suspension ??= new Suspension();
  }

  resume(): void {
    const held = this.suspension?.release() ?? [];
    this.suspension = undefined;
    for (const item of held.toReversed()) this.mailbox.unshift(item);
  }

  protected override receive(item: Envelope): Handled {
    const isPlain = this.suspension === undefined && this.debug === undefined;
    if (item.kind === 'cast' && isPlain && this.quiet === undefined) return this.runCast(item);
    return this.receiveOther(item);
  }

  protected override ended(reason: ExitReason, unhandled: readonly Envelope[]): void {
    super.ended(reason, [...(this.suspension?.release() ?? []), ...unhandled]);
  }

  private receiveOther(item: Envelope): Handled {
    if (item.kind === 'system') return this.serve(item);
    if (this.suspension !== undefined && !this.endsIt(item)) {
      this.suspension.hold(item);
      return undefined;
    }
    if (item.kind === 'timeout') return this.quietTimeOver(item.message);
    this.dropQuietTimer();
    if (!this.endsIt(item)) return this.run(item);
    return this.terminate(item.kind === 'stop' ? item.message : (item.message as Exit).reason);
  }

  private serve(asked: PendingCall<'system', SystemTask>): Handled {
    try {
      asked.answer(asked.message(this));
    } catch (error) {
      asked.fail(error);
    }
    this.restartQuietTimer();
    return undefined;
  }

  /** A stop, or the exit of its parent, which a trapping server obeys, even a normal one. */
  private endsIt(item: Envelope): item is Extract<Envelope, { readonly kind: 'stop' | 'info' }> {
    if (item.kind === 'stop') return true;
    if (this.parent === undefined || item.kind !== 'info') return false;
    const { message } = item;
    if (!isObject(message) || message.type !== 'EXIT') return false;
    const { pid } = message as Exit;
    return pid !== undefined && toProcess(pid) === this.parent;
  }
}
