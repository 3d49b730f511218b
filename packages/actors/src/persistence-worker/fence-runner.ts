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
): void {
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
    abort.abort(order);
  });
  const returned = (fenced: boolean, error: unknown): void => {
    if (!open) report({ type: 'fence_settled_late', fence, covered, fenced });
    else settle(fenced ? { kind: 'fenced' } : { kind: 'failed', error });
  };
  call(port, order.storeId, abort).then(
    () => returned(true, undefined),
    (error: unknown) => returned(false, error),
  );
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

  abort({ storeId, timeoutMs }: FenceOrder): void {
    if (this.controller === undefined) return;
    const text = `fence of ${storeId} took longer than ${timeoutMs} ms`;
    this.controller.abort(new DOMException(text, 'TimeoutError'));
  }
}
