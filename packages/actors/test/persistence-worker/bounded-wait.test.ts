/**
 * Twice as many critical requests as the disk can fence, without end: every class still waits for no
 * longer than its budget and the time in which everything that can be pending is fenced.
 */
import { PersistenceWorker, type Priority } from '@holdfast/actors';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { budgetMs } from '../../src/persistence-worker/priority.ts';
import { startWorker, type WorkerBench } from '../support/worker-bench.ts';

const { requestPersistence, getStats } = PersistenceWorker;

const OPTIONS = { maxPendingStores: 100, maxBatchSize: 10, persistenceInterval: 1_000 } as const;
/** One batch takes so long, whatever is in it: the disk fences 100 stores a second. */
const FENCE_MS = 100;
const ARRIVALS = 2 * OPTIONS.maxBatchSize;
/** All that can be pending, in batches, and the one that is out when a store comes to be due. */
const QUEUE_MS = (OPTIONS.maxPendingStores / OPTIONS.maxBatchSize + 1) * FENCE_MS;

/** A worker, its slow disk, and how long each class has waited. */
class Overload {
  readonly waits: Record<Priority, number[]> = { critical: [], high: [], normal: [], low: [] };
  waiting = 0;
  private readonly bench: WorkerBench;
  private stores = 0;

  constructor(bench: WorkerBench) {
    this.bench = bench;
  }

  /** Whether it was accepted. */
  request(priority: Priority, store?: string): boolean {
    const { clock, worker } = this.bench;
    const asked = clock.now();
    const request = requestPersistence(worker, store, { priority });
    if (!request.accepted) return false;
    this.waiting += 1;
    void request.durable.then(() => {
      this.waiting -= 1;
      this.waits[priority].push(clock.now() - asked);
    });
    return true;
  }

  arrive(): void {
    for (let n = 0; n < ARRIVALS; n += 1) this.request('critical', `s${(this.stores += 1)}`);
  }

  /** The batch that is out comes back. */
  async pass(): Promise<void> {
    const { clock, fence } = this.bench;
    const out = fence.calls.splice(0);
    await clock.advance(FENCE_MS);
    for (const call of out) call.resolve();
    await settle();
  }
}

describe.each(['interval', 'eager'] as const)('an overload of critical requests, %s', (mode) => {
  it('lets nobody starve, and nobody wait for longer than the bound of its class', async () => {
    const bench = await startWorker({ ...OPTIONS, mode }, new ScriptedFence().always('hang'));
    const load = new Overload(bench);
    // So many that the share of each batch which goes to the oldest would not do for them.
    for (const [priority, count] of [
      ['low', 40],
      ['normal', 30],
      ['high', 20],
    ] as const) {
      for (let n = 0; n < count; n += 1) load.request(priority, `${priority}${n}`);
    }
    expect(load.waiting).toBe(90);
    // The store of its own is let in at any time: it shows every class under the full load.
    const classes = (['high', 'normal', 'low'] as const).values();
    let last = 0;
    for (let step = 0; step < 200; step += 1) {
      if (step - last >= 20) {
        last = step;
        const next = classes.next();
        if (next.value !== undefined) load.request(next.value);
      }
      load.arrive();
      await load.pass();
    }
    const { rejectedByPriority, failedRequests } = await getStats(bench.worker);
    expect(rejectedByPriority.critical).toBeGreaterThan(1_000);
    expect(failedRequests).toBe(0);
    for (let step = 0; load.waiting > 0 && step < 100; step += 1) await load.pass();
    expect(load.waiting).toBe(0);
    for (const [priority, waits] of Object.entries(load.waits)) {
      expect(waits.length).toBeGreaterThan(5);
      const bound = budgetMs(priority as Priority, OPTIONS.persistenceInterval) + QUEUE_MS;
      expect(Math.max(...waits)).toBeLessThanOrEqual(bound);
    }
  });
});
