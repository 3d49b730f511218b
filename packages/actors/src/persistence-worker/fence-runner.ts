import type { FencePort } from '../ports/fence-port.ts';
import type { StoreId } from '../ports/store-id.ts';
import type { Clock } from '../process/clock.ts';
import { unprovenBy } from './classify-failure.ts';
import type { FenceOutcome } from './force-result.ts';
import type { FenceSettled, FenceSettledLate } from './messages.ts';

export interface FenceOrder {
  readonly fence: number;
  readonly storeId: StoreId;
  readonly covered: number;
  readonly timeoutMs: number;
}

/** A fence that is out. */
export interface RunningFence {
  /** Who began it has ended: its signal aborts, its deadline is dropped, its result will be late. */
  abandon(): void;
}

/**
 * Runs one fence beside the mailbox, bounded by its timeout. Reports exactly once how it settled,
 * and once more if it comes back after it had timed out; abandoned before, it reports as late only.
 * Never throws: whatever the port does (throws, rejects with nothing, never settles, settles twice)
 * becomes an outcome. `returned`: it is not out any more.
 */
export function runFence(
  port: FencePort,
  { fence, storeId, covered, timeoutMs }: FenceOrder,
  clock: Clock,
  report: (message: FenceSettled | FenceSettledLate) => void,
  returned: () => void = () => undefined,
): RunningFence {
  const abort = new LazyAbort();
  let waitedFor = true;
  const settle = (outcome: FenceOutcome): void => {
    waitedFor = false;
    deadline.cancel();
    report({ type: 'fence_settled', fence, storeId, covered, outcome });
  };
  const deadline = clock.setTimer(timeoutMs, () => {
    settle({ kind: 'timed_out' });
    abort.abort(`fence of ${storeId} took longer than ${timeoutMs} ms`);
  });
  const end = (outcome: FenceOutcome): void => {
    returned();
    if (waitedFor) settle(outcome);
    else report({ type: 'fence_settled_late', fence, storeId, covered, outcome });
  };
  call(port, storeId, abort).then(
    () => end({ kind: 'fenced' }),
    (error: unknown) => end(unprovenBy(error)),
  );
  return {
    abandon: () => {
      waitedFor = false;
      deadline.cancel();
      abort.abort(`the worker of ${storeId} has ended`);
    },
  };
}

async function call(port: FencePort, storeId: StoreId, abort: LazyAbort): Promise<void> {
  await port.fence(storeId, abort);
}

/** The options of a fence; the controller is made only for a port that looks at its signal. */
class LazyAbort {
  private controller: AbortController | undefined;
  private why: string | undefined;

  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    // Looked at for the first time when nobody waits any more.
    if (this.why !== undefined) this.abort(this.why);
    return this.controller.signal;
  }

  abort(why: string): void {
    this.why = why;
    this.controller?.abort(new DOMException(why, 'TimeoutError'));
  }
}
