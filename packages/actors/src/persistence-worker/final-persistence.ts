import type { Clock } from '../process/clock.ts';
import { isDrained } from './core/decide.ts';
import type { WorkerState } from './core/state.ts';
import { NotDurableError, WorkerStoppedError } from './errors.ts';
import type { Report, WorkerInput } from './messages.ts';
import type { WorkerMemory } from './worker-memory.ts';

/** The share of the shutdown timeout kept for the report, before the supervisor would kill. */
const REPORT_SHARE = 0.05;

export interface FinalPersistence {
  readonly state: WorkerState;
  readonly memory: WorkerMemory;
  readonly clock: Clock;
  readonly step: (state: WorkerState, input: WorkerInput) => WorkerState;
  /** Reports of timers and fences go to the listener from now on. */
  readonly listen: (listener: (report: Report) => void) => void;
}

/**
 * The last thing that a worker does: refuses new requests, then fences batches until nothing is
 * pending, the breaker says stop, or the shutdown timeout is nearly over. Answers what is left.
 * Whoever still waits for one of those is told with `ERR_NOT_DURABLE`.
 */
export async function finalPersistence(final: FinalPersistence): Promise<readonly string[]> {
  const { memory, clock, step } = final;
  const { ledger, storeId } = memory;
  ledger.close(new WorkerStoppedError(storeId));
  const inbox = new Inbox(clock);
  final.listen((report) => inbox.put(report));
  const deadline = clock.now() + final.state.options.values.shutdownTimeout * (1 - REPORT_SHARE);
  let state = adoptUnheard(final);
  state = step(state, { type: 'drain' });
  while (!isDrained(state)) {
    const report = await inbox.take(deadline - clock.now());
    if (report === undefined) break;
    state = step(state, report);
  }
  ledger.abandon(new NotDurableError(storeId));
  return [...ledger.dirty().keys()];
}

/** Requests that were accepted at the door and whose message was still in the mailbox. */
function adoptUnheard({ state, memory, step }: FinalPersistence): WorkerState {
  let next = state;
  for (const [storeId, seq] of memory.ledger.dirty()) {
    next = step(next, { type: 'request_persistence', storeId, seq });
  }
  return next;
}

/** Waits for one report at a time, with a deadline. */
class Inbox {
  private readonly reports: Report[] = [];
  private wake: (() => void) | undefined;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  put(report: Report): void {
    this.reports.push(report);
    this.wake?.();
  }

  async take(ms: number): Promise<Report | undefined> {
    if (this.reports.length === 0 && ms > 0) {
      await new Promise<void>((resolve) => {
        const timer = this.clock.setTimer(ms, resolve, { keepAlive: true });
        this.wake = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    return this.reports.shift();
  }
}
