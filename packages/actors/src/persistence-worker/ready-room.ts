import type { HoldfastError } from '../errors.ts';
import type { Clock, Timer } from '../process/clock.ts';
import type { Deadlines } from '../process/deadlines.ts';
import { KeptPlaces } from './kept-places.ts';
import { PRIORITIES, type Priority } from './priority.ts';
import { type Patience, Waiting } from './waiting.ts';
import { type InLine, WaitingLine } from './waiting-line.ts';

/** Where an actor system's time comes from. */
export interface Home {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
}

class ReadyWaiter extends Waiting<undefined> implements InLine<ReadyWaiter> {
  ahead: ReadyWaiter | undefined = undefined;
  behind: ReadyWaiter | undefined = undefined;
}

/**
 * Who waits until there is room at the door: the more urgent first, within a class in the order in
 * which they came. One is let go on for each free place, which is kept for it until it asks, so that
 * a burst of fences does not wake a crowd for a few places. Outlives every incarnation, as the
 * ledger does.
 */
export class ReadyRoom {
  private readonly freePlaces: () => number;
  /** Most urgent first. */
  private readonly lines: ReadonlyMap<Priority, WaitingLine<ReadyWaiter>>;
  private readonly kept = new KeptPlaces();
  private size = 0;
  private home: Home | undefined;
  private refusal: HoldfastError;
  private lapse: Timer | undefined;

  /** `refusal` is for who comes before the worker runs. */
  constructor(freePlaces: () => number, refusal: HoldfastError) {
    this.freePlaces = freePlaces;
    this.refusal = refusal;
    this.lines = new Map(PRIORITIES.map((priority) => [priority, new WaitingLine()]));
  }

  /** An incarnation serves. */
  open(home: Home): void {
    this.home = home;
  }

  /** Nobody is let go on any more: who waits hears why, as does who comes from now on. */
  close(refusal: HoldfastError): void {
    if (this.home === undefined) return;
    this.refusal = refusal;
    this.kept.clear();
    for (const line of this.lines.values()) {
      for (let one = line.first; one !== undefined; one = line.first) {
        this.leave(line, one);
        one.refuse(refusal);
      }
    }
    this.home = undefined;
  }

  /** Resolves at its turn. Rejects with `ERR_CALL_TIMEOUT`, the signal's reason, or a refusal. */
  wait(priority: Priority, patience: Patience): Promise<undefined> {
    const { home } = this;
    const { signal } = patience;
    if (home === undefined) return Promise.reject(this.refusal);
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    const line = this.lines.get(priority) as WaitingLine<ReadyWaiter>;
    return new Promise((resolve, reject) => {
      const waiter = new ReadyWaiter('ready', resolve, reject, () => this.leave(line, waiter));
      line.join(waiter);
      this.size += 1;
      waiter.wait(home.deadlines, patience);
      this.wake();
    });
  }

  /** Somebody has asked at the door: a place that was kept is kept no longer. */
  asked(): void {
    if (this.kept.count === 0) return;
    this.kept.use();
    this.wake();
  }

  /** There may be more room than before. */
  wake(): void {
    if (this.size === 0 || this.home === undefined) return;
    const now = this.home.clock.now();
    this.kept.lapse(now);
    let free = this.freePlaces() - this.kept.count;
    for (const line of this.lines.values()) {
      for (; line.first !== undefined && free > 0; free -= 1) {
        const { first } = line;
        this.kept.keep(now);
        this.leave(line, first);
        first.answer(undefined);
      }
    }
    this.watchLapse(this.home.clock, now);
  }

  private leave(line: WaitingLine<ReadyWaiter>, waiter: ReadyWaiter): void {
    line.leave(waiter);
    this.size -= 1;
    if (this.size > 0) return;
    this.lapse?.cancel();
    this.lapse = undefined;
  }

  /** Only while somebody waits for what lapses. */
  private watchLapse(clock: Clock, now: number): void {
    if (this.size === 0 || this.kept.count === 0) return;
    this.lapse ??= clock.setTimer(this.kept.lapseAt - now, () => {
      this.lapse = undefined;
      this.wake();
    });
  }
}
