/** Who is turned away at the door of a real worker, and how that is told. */
import { PersistenceWorker, type Priority } from '@holdfast/actors';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../support/worker-bench.ts';

const { requestPersistence, getStats, forcePersistence } = PersistenceWorker;

/** A worker with 100 places and fences that hang; `fill` brings up how many stores are pending. */
async function door() {
  const bench = await startWorker({ maxPendingStores: 100 }, new ScriptedFence().always('hang'));
  let pending = 0;
  const fill = (upTo: number): void => {
    for (; pending < upTo; pending += 1) {
      expect(requestPersistence(bench.worker, `s${pending}`, { priority: 'high' }).accepted).toBe(
        true,
      );
    }
  };
  const accepts = (priority: Priority, store = 'another'): boolean =>
    requestPersistence(bench.worker, store, { priority }).accepted;
  return { ...bench, fill, accepts };
}

describe('with classes, the door', () => {
  it('turns away the less urgent first, and counts them by class', async () => {
    const { worker, fill, accepts } = await door();
    fill(80);
    expect(accepts('low')).toBe(false);
    fill(90);
    expect([accepts('low'), accepts('normal')]).toEqual([false, false]);
    fill(100);
    expect([accepts('high'), accepts('critical')]).toEqual([false, false]);
    expect(await getStats(worker)).toMatchObject({
      rejectedRequests: 5,
      rejectedByPriority: { low: 2, normal: 1, high: 1, critical: 1 },
    });
  });

  it('says by value what was refused, why, and when to come again', async () => {
    const { worker, fill } = await door();
    fill(85);
    expect(requestPersistence(worker, 'another', { priority: 'low' })).toMatchObject({
      accepted: false,
      error: {
        code: 'ERR_BACKPRESSURE',
        pending: 85,
        limit: 100,
        priority: 'low',
        retryable: true,
        retryAfterMs: 5_000,
      },
    });
  });

  it('never turns away a store that is pending already, nor the own one', async () => {
    const { fill, accepts, worker } = await door();
    fill(100);
    for (let n = 0; n < 100; n += 1) expect(accepts('low', `s${n}`)).toBe(true);
    expect(accepts('low', 'orders')).toBe(true);
    await settle();
    expect((await getStats(worker)).pendingStoresCount).toBe(101);
  });

  it('fences everything that it has let in', async () => {
    const { worker, fence, fill } = await door();
    fill(100);
    fence.always('ok');
    await settle();
    for (const call of fence.calls) call.resolve();
    expect(await forcePersistence(worker)).toMatchObject({ ok: true });
    expect(new Set(fence.stores).size).toBe(100);
    expect((await getStats(worker)).pendingStoresCount).toBe(0);
  });
});

it('gives the whole limit to a host without classes', async () => {
  const { worker } = await startWorker(
    { maxPendingStores: 100 },
    new ScriptedFence().always('hang'),
  );
  for (let n = 0; n < 100; n += 1) {
    expect(requestPersistence(worker, `s${n}`).accepted).toBe(true);
  }
  expect(requestPersistence(worker, 'one more')).toMatchObject({
    accepted: false,
    error: { code: 'ERR_BACKPRESSURE', pending: 100, limit: 100, priority: 'normal' },
  });
});
