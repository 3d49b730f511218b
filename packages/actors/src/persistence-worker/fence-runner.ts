import type { FencePort } from '../ports/fence-port.ts';
import type { StoreId } from '../ports/store-id.ts';
import type { Clock } from '../process/clock.ts';
import type { FenceSettled, FenceSettledLate } from './messages.ts';

export interface FenceOrder {
  readonly fence: number;
  readonly storeId: StoreId;
  readonly covered: number;
  readonly timeoutMs: number;
}

/** A fence that is out. */
export interface RunningFence {
  /** Nobody waits any more: its signal aborts and its deadline is dropped. Its result still comes. */
  abandon(): void;
}

/**
 * Runs one fence beside the mailbox, bounded by its timeout. Reports exactly once how it settled,
 * and once more if it comes back after it had timed out. Never throws: whatever the port does
 * (throws, rejects with nothing, never settles) becomes an outcome.
 */
export function runFence(
  port: FencePort,
  order: FenceOrder,
  clock: Clock,
  report: (message: FenceSettled | FenceSettledLate) => void,
): RunningFence {
  const { fence, covered } = order;
  const abort = new LazyAbort();
  let open = true;
  const settle = (outcome: FenceSettled['outcome']): void => {
    open = false;
    deadline.cancel();
    report({ type: 'fence_settled', fence, covered, outcome });
  };
  const deadline = clock.setTimer(order.timeoutMs, () => {
    settle({ kind: 'timed_out' });
    abort.abort(`fence of ${order.storeId} took longer than ${order.timeoutMs} ms`);
  });
  const returned = (fenced: boolean, error: unknown): void => {
    if (!open) report({ type: 'fence_settled_late', fence, covered, fenced });
    else settle(fenced ? { kind: 'fenced' } : { kind: 'failed', error });
  };
  call(port, order.storeId, abort).then(
    () => returned(true, undefined),
    (error: unknown) => returned(false, error),
  );
  return {
    abandon: () => {
      deadline.cancel();
      abort.abort(`the worker of ${order.storeId} has ended`);
    },
  };
}

async function call(port: FencePort, storeId: StoreId, abort: LazyAbort): Promise<void> {
  await port.fence(storeId, abort);
}

/** The options of a fence; the controller is made only for a port that looks at its signal. */
class LazyAbort {
  private controller: AbortController | undefined;

  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    return this.controller.signal;
  }

  abort(why: string): void {
    this.controller?.abort(new DOMException(why, 'TimeoutError'));
  }
}
