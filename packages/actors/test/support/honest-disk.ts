import type { FencePort, StoreId } from '@holdfast/actors/ports';
import type { ManualClock } from '@holdfast/actors/testing';

/** What a fence that begins now will do. */
export type DiskMode = 'ok' | 'fail' | 'hang';

const LATENCY_MS = 7;

/** A disk that knows what was appended to it, and how much of that a fence has made durable. */
export class HonestDisk implements FencePort {
  mode: DiskMode = 'ok';
  /** When each fence began. */
  readonly begun: number[] = [];
  private readonly appended = new Map<string, number>();
  private readonly fenced = new Map<string, number>();
  private hanging: (() => void)[] = [];
  private readonly clock: ManualClock;
  private readonly onFence: () => void;

  constructor(clock: ManualClock, onFence: () => void) {
    this.clock = clock;
    this.onFence = onFence;
  }

  /** Answers the number of the append, from 1. */
  append(store: string): number {
    const number = (this.appended.get(store) ?? 0) + 1;
    this.appended.set(store, number);
    return number;
  }

  isDurable(store: string, append: number): boolean {
    return (this.fenced.get(store) ?? 0) >= append;
  }

  /** The latest append of every store. */
  everything(): ReadonlyMap<string, number> {
    return new Map(this.appended);
  }

  /** Fences that hang come back after all, as successes. */
  release(): void {
    for (const settle of this.hanging.splice(0)) settle();
  }

  fence(store: StoreId): Promise<void> {
    this.begun.push(this.clock.now());
    const covers = this.appended.get(store) ?? 0;
    const { mode } = this;
    this.onFence();
    return new Promise((resolve, reject) => {
      const succeed = (): void => {
        this.fenced.set(store, Math.max(covers, this.fenced.get(store) ?? 0));
        resolve();
      };
      if (mode === 'hang') this.hanging.push(succeed);
      else if (mode === 'ok') this.clock.setTimer(LATENCY_MS, succeed);
      else this.clock.setTimer(LATENCY_MS, () => reject(new Error('EIO')));
    });
  }
}
