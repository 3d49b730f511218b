import { type AnyProcess, toPid, toProcess, type Watcher } from '../process/any-process.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { AnyPid, TaskRef } from '../process/pid.ts';
import type { TaskReply } from '../process/protocol.ts';
import type { Down } from '../process/signals.ts';

/** How long `await`, `yield` and `shutdown` wait unless told otherwise. Source: Elixir Task. */
export const DEFAULT_TIMEOUT_MS = 5_000;

/** How a task went: its result, or why it ended without one. */
export type TaskOutcome<V> =
  | { readonly type: 'ok'; readonly value: V }
  | { readonly type: 'exit'; readonly reason: ExitReason };

/**
 * One task as its owner holds it: a reply and a monitor. What nobody waits for goes into the
 * owner's mailbox, as a message of an Elixir task does, and is taken away again by who waits later.
 */
export class TaskHandle<V> implements Watcher, Disposable {
  readonly owner: AnyPid;
  private readonly ownerProcess: AnyProcess;
  private process: AnyProcess | undefined;
  private outcome: TaskOutcome<V> | undefined;
  private readonly waiting = new Set<(outcome: TaskOutcome<V>) => void>();
  /** Nobody waits any more: whatever comes is dropped. */
  private forgotten = false;
  /** Something about it has gone into the owner's mailbox. */
  private told = false;

  constructor(owner: AnyPid) {
    this.owner = owner;
    this.ownerProcess = toProcess(owner);
  }

  /** Told by `Task.supervised` which process runs it; the owner monitors it from then on. */
  runIn(process: AnyProcess): void {
    this.process = process;
    this.ownerProcess.own(this);
    process.watch(this);
  }

  /** A task whose result is known already. */
  complete(value: V): this {
    this.outcome = { type: 'ok', value };
    this.forgotten = true;
    return this;
  }

  get pid(): AnyPid | undefined {
    return this.process && toPid(this.process);
  }

  get ref(): TaskRef {
    return this as unknown as TaskRef;
  }

  /** The task's process sends its result. */
  answer(value: V): void {
    if (this.forgotten || this.outcome !== undefined) return;
    this.settle({ type: 'ok', value });
    this.tell({ type: 'task_reply', ref: this.ref, value });
  }

  notify(reason: ExitReason): void {
    if (!this.ownerProcess.disown(this) || this.forgotten) return;
    if (this.outcome === undefined) this.settle({ type: 'exit', reason });
    this.tell({ type: 'DOWN', ref: this.ref, pid: this.pid, reason });
  }

  /** How it went, once that is known. */
  whenSettled(tell: (outcome: TaskOutcome<V>) => void): void {
    if (this.outcome === undefined) {
      this.waiting.add(tell);
      return;
    }
    this.forget();
    tell(this.outcome);
  }

  stopWaiting(tell: (outcome: TaskOutcome<V>) => void): void {
    this.waiting.delete(tell);
  }

  /** Drops what comes, and takes what has come and waits unhandled out of the mailbox. */
  forget(): void {
    this.forgotten = true;
    if (this.ownerProcess.disown(this)) this.process?.unwatch(this);
    if (!this.told) return;
    const isMine = (message: object): boolean => 'ref' in message && message.ref === this;
    while (this.ownerProcess.takeWaiting(isMine) !== undefined);
  }

  /** The owner ends: its code that still runs must not wait for ever. */
  [Symbol.dispose](): void {
    this.process?.unwatch(this);
    if (this.outcome !== undefined) return;
    this.settle({ type: 'exit', reason: this.ownerProcess.exitReason ?? 'noproc' });
  }

  private tell(message: TaskReply | Down): void {
    if (this.forgotten) return;
    this.told = true;
    this.ownerProcess.deliverInfo(message);
  }

  private settle(outcome: TaskOutcome<V>): void {
    this.outcome = outcome;
    const waiting = [...this.waiting];
    this.waiting.clear();
    if (waiting.length > 0) this.forget();
    for (const tell of waiting) tell(outcome);
  }
}
