import { type AnyPid, exit, noreply } from '@holdfast/actors';
import { vi } from 'vitest';
import { WorkerCallbacks } from '../../src/persistence-worker/worker.ts';

/**
 * When the worker is killed: `before` the message is handled, as if it still stood in the mailbox;
 * `within`, at the first thing that handling it does to the outside; `after`, before the next one.
 */
export type KillMoment = 'before' | 'within' | 'after';

type Handle = (message: never, state: never, context: { readonly self: AnyPid }) => unknown;

/** Counts the messages that workers handle, over incarnations, and kills the worker at some of them. */
export class KillSwitch {
  /** Messages so far. */
  position = 0;
  private readonly targets: readonly number[];
  private readonly moment: KillMoment;
  private handling: AnyPid | undefined;

  constructor(targets: readonly number[] = [], moment: KillMoment = 'before') {
    this.targets = targets;
    this.moment = moment;
    const callbacks = WorkerCallbacks.prototype as unknown as Record<string, Handle>;
    for (const name of ['handleContinue', 'handleCast', 'handleInfo']) {
      const original = callbacks[name] as Handle;
      const meet = (run: () => unknown, state: unknown, pid: AnyPid): unknown =>
        this.meet(run, state, pid);
      vi.spyOn(callbacks, name).mockImplementation(function (this: unknown, message, state, ctx) {
        return meet(() => original.call(this, message, state, ctx), state, ctx.self);
      });
    }
  }

  /** The worker is doing something that can be seen from outside. */
  spark(): void {
    if (this.moment === 'within' && this.handling !== undefined) exit(this.handling, 'kill');
  }

  private meet(handle: () => unknown, state: unknown, pid: AnyPid): unknown {
    this.position += 1;
    if (!this.targets.includes(this.position)) return handle();
    if (this.moment === 'before') {
      exit(pid, 'kill');
      return noreply(state);
    }
    this.handling = pid;
    const returned = handle();
    this.handling = undefined;
    exit(pid, 'kill');
    return returned;
  }
}
