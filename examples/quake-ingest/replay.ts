/** Appends the plan to the stores, each event when its moment has come. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppendReceipt, SupervisedStore } from '@holdfast/supervision';
import type { PlannedEvent } from './catalogue/plan.ts';
import type { TimeWarp } from './catalogue/time-warp.ts';
import type { Tally } from './display/tally.ts';

export interface ReplayParts {
  readonly store: (id: string) => SupervisedStore;
  readonly tally: Tally;
  readonly warp: TimeWarp;
  /** Aborts when the replay is to stop; what was appended stays. */
  readonly signal: AbortSignal;
  /** Called before the event of this index is appended. */
  readonly onEvent: (index: number, event: PlannedEvent) => void;
  /** Called when an event was reported durable. */
  readonly onDurable: (event: PlannedEvent) => void;
}

/** Appends that may be on their way at a time; a faster replay waits here. */
const MOST_IN_FLIGHT = 512;

export class Replay {
  /** The moment of the catalogue that it has reached. */
  reached: number | undefined;
  private readonly parts: ReplayParts;
  private readonly startedAt = performance.now();
  private readonly appends = new Set<Promise<void>>();
  private readonly receipts = new Set<Promise<void>>();

  constructor(parts: ReplayParts) {
    this.parts = parts;
  }

  get elapsedMs(): number {
    return performance.now() - this.startedAt;
  }

  /** Resolves when every event of the plan was accepted or refused, or when it was stopped. */
  async run(plan: readonly PlannedEvent[]): Promise<void> {
    const { signal, warp, onEvent } = this.parts;
    for (const [index, event] of plan.entries()) {
      await this.until(warp(event.at));
      await this.room();
      if (signal.aborted) break;
      onEvent(index, event);
      this.reached = event.at;
      track(this.appends, this.append(event));
    }
    await Promise.all(this.appends);
  }

  /** Resolves when every receipt has been reported durable, or never will be. */
  async settled(): Promise<void> {
    await Promise.all(this.receipts);
  }

  private async until(ms: number): Promise<void> {
    const wait = ms - this.elapsedMs;
    if (wait < 1) return;
    const { signal } = this.parts;
    await sleep(wait, undefined, { signal }).catch(() => undefined);
  }

  private async room(): Promise<void> {
    while (this.appends.size >= MOST_IN_FLIGHT) {
      const [oldest] = this.appends;
      await oldest;
    }
  }

  /** The store keeps the order of appends, so a revision need not wait for its report. */
  private async append(event: PlannedEvent): Promise<void> {
    const { tally, store } = this.parts;
    const { type, data, version, stream } = event;
    const expectedVersion = version === 1 ? 'no_stream' : BigInt(version - 1);
    try {
      const receipt = await store(event.store).append(stream, [{ type, data }], {
        expectedVersion,
      });
      tally.store(event.store).accepted += 1;
      track(this.receipts, this.whenDurable(event, receipt));
    } catch (error) {
      tally.refuse(event.store, error);
    }
  }

  private async whenDurable(event: PlannedEvent, receipt: AppendReceipt): Promise<void> {
    try {
      await receipt.durable;
    } catch {
      // Stays in the tally as accepted and not durable, and is reported at the end.
      return;
    }
    this.parts.tally.store(event.store).durable += 1;
    this.parts.onDurable(event);
  }
}

function track(set: Set<Promise<void>>, promise: Promise<void>): void {
  set.add(promise);
  void promise.finally(() => set.delete(promise));
}
