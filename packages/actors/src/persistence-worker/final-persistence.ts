import type { ServerContext } from '../gen-server/context.ts';
import { onAbort } from '../process/abort-listeners.ts';
import type { Clock } from '../process/clock.ts';
import { isDrained } from './core/draining.ts';
import type { WorkerState } from './core/state.ts';
import type { Asked, Report, WorkerInput, WorkerProtocol } from './messages.ts';
import type { WorkerMemory } from './worker-memory.ts';

/** The share of the shutdown timeout kept for the report, before the supervisor would kill. */
const REPORT_SHARE = 0.05;

export interface FinalPersistence {
  readonly state: WorkerState;
  readonly memory: WorkerMemory;
  readonly context: ServerContext<WorkerProtocol>;
  readonly step: (state: WorkerState, input: WorkerInput) => WorkerState;
  readonly answer: (state: WorkerState, asked: Asked) => WorkerState;
  /** Reports of timers and fences go to the listener from now on. */
  readonly listen: (listener: (report: Report) => void) => void;
}

/**
 * The last thing that a worker does: refuses new requests, then fences batches until nothing is
 * pending, the breaker says stop, or the shutdown timeout is nearly over. A worker that is killed
 * meanwhile stops at once and touches nothing any more: a successor may be at work.
 */
export async function finalPersistence(final: FinalPersistence): Promise<void> {
  const { memory, context, step } = final;
  const { clock } = context.system;
  memory.close();
  const inbox = new Inbox(clock);
  final.listen((report) => inbox.put(report));
  const stopListening = onAbort(context.signal, () => inbox.close());
  const deadline = memory.finalDeadline(clock.now(), REPORT_SHARE);
  let state = adoptUnheard(final);
  if (deadline > clock.now()) state = step(state, { type: 'drain' });
  while (!isDrained(state)) {
    const report = await inbox.take(deadline - clock.now());
    if (report === undefined) break;
    state = step(state, report);
  }
  stopListening();
}

/** What was accepted or asked at the door while its message was still in the mailbox. */
function adoptUnheard({ state, memory, step, answer }: FinalPersistence): WorkerState {
  let next = state;
  for (const [storeId, { seq, priority }] of memory.ledger.dirty()) {
    next = step(next, { type: 'request_persistence', storeId, seq, priority });
  }
  for (const asked of memory.room.unheard()) next = answer(next, asked);
  return next;
}

/** Waits for one report at a time, with a deadline. */
class Inbox {
  private readonly reports: Report[] = [];
  private wake: (() => void) | undefined;
  private closed = false;
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  put(report: Report): void {
    this.reports.push(report);
    this.wake?.();
  }

  /** Nobody waits any more. */
  close(): void {
    this.closed = true;
    this.wake?.();
  }

  async take(ms: number): Promise<Report | undefined> {
    if (this.reports.length === 0 && ms > 0 && !this.closed) {
      await new Promise<void>((resolve) => {
        const timer = this.clock.setTimer(ms, resolve, { keepAlive: true });
        this.wake = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    return this.closed ? undefined : this.reports.shift();
  }
}
