import { GenServer, PersistenceWorker } from '@holdfast/actors';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../support/worker-bench.ts';

const { requestPersistence, forcePersistence, getStats } = PersistenceWorker;
const failed = { fail: new Error('EIO') };

describe('forced persistence', () => {
  it('answers ok with nothing to do when nothing is pending (PW-30)', async () => {
    const { worker, fence } = await startWorker();
    expect(await forcePersistence(worker)).toEqual({ ok: true, persisted: 0 });
    expect(fence.calls).toHaveLength(0);
  });

  it('fences what is pending without waiting for the tick (PW-10, PW-31)', async () => {
    const { worker, fence } = await startWorker();
    for (const id of ['a', 'b', 'c']) requestPersistence(worker, id);
    expect(await forcePersistence(worker)).toEqual({ ok: true, persisted: 3 });
    expect(fence.stores).toEqual(['a', 'b', 'c']);
    expect((await getStats(worker)).pendingStoresCount).toBe(0);
  });

  it('fences a named store that nobody asked for (PD-07)', async () => {
    const { worker, fence } = await startWorker();
    expect(await forcePersistence(worker, { stores: ['x'] })).toEqual({ ok: true, persisted: 1 });
    expect(fence.stores).toEqual(['x']);
  });

  it('answers a partial success with both counts and the outcome of each store (PW-32)', async () => {
    const { clock, worker, fence } = await startWorker({ storeTimeout: 1_000 });
    fence.next(failed, 'ok', 'hang');
    for (const id of ['a', 'b', 'c']) requestPersistence(worker, id);
    const result = forcePersistence(worker);
    await clock.advance(1_000);
    expect(await result).toEqual({
      ok: false,
      reason: 'partial',
      succeeded: 1,
      failed: 2,
      outcomes: { a: 'failed', b: 'fenced', c: 'timed_out' },
    });
  });

  it('says failed when no store was fenced', async () => {
    const { worker, fence } = await startWorker();
    fence.always(failed);
    requestPersistence(worker);
    expect(await forcePersistence(worker)).toEqual({
      ok: false,
      reason: 'failed',
      succeeded: 0,
      failed: 1,
      outcomes: { orders: 'failed' },
    });
    expect((await getStats(worker)).pendingStoresCount).toBe(1);
  });

  it('goes through as many batches as it takes, and answers once', async () => {
    const { worker, fence } = await startWorker({ maxBatchSize: 2 });
    for (let n = 0; n < 5; n += 1) requestPersistence(worker, `s${n}`);
    expect(await forcePersistence(worker)).toEqual({ ok: true, persisted: 5 });
    expect(fence.calls).toHaveLength(5);
  });

  it('makes an attempt of its own when the fence that was out before fails', async () => {
    const fence = new ScriptedFence().next('hang');
    const { clock, worker } = await startWorker({}, fence);
    requestPersistence(worker);
    await clock.advance(5_000);
    const forced = forcePersistence(worker);
    await settle();
    fence.calls[0]?.reject(new Error('EIO'));
    expect(await forced).toEqual({ ok: true, persisted: 1 });
    expect(fence.calls).toHaveLength(2);
  });

  it('is satisfied by the fence that was out if that covers it', async () => {
    const fence = new ScriptedFence().next('hang');
    const { clock, worker } = await startWorker({}, fence);
    requestPersistence(worker);
    await clock.advance(5_000);
    const forced = forcePersistence(worker);
    await settle();
    fence.calls[0]?.resolve();
    expect(await forced).toEqual({ ok: true, persisted: 1 });
    expect(fence.calls).toHaveLength(1);
  });

  it('serves several callers with one fence', async () => {
    const { worker, fence } = await startWorker();
    requestPersistence(worker);
    const results = await Promise.all([forcePersistence(worker), forcePersistence(worker)]);
    expect(results).toEqual([
      { ok: true, persisted: 1 },
      { ok: true, persisted: 1 },
    ]);
    expect(fence.calls).toHaveLength(1);
  });

  it('rejects at its own timeout with a typed error, and the worker forgets the caller', async () => {
    const { clock, worker, fence } = await startWorker({ storeTimeout: 20_000 });
    fence.always('hang');
    requestPersistence(worker);
    const forced = expect(forcePersistence(worker, { timeout: 1_000 })).rejects.toMatchObject({
      code: 'ERR_CALL_TIMEOUT',
      timeoutMs: 1_000,
    });
    await clock.advance(1_000);
    await forced;
    fence.calls[0]?.resolve();
    await settle();
    expect(await getStats(worker)).toMatchObject({ pendingStoresCount: 0 });
  });

  it('takes its default timeout from the options (PC-02)', async () => {
    const { clock, worker, fence } = await startWorker({ forcePersistenceTimeout: 2_000 });
    fence.always('hang');
    requestPersistence(worker);
    const forced = expect(forcePersistence(worker)).rejects.toMatchObject({ timeoutMs: 2_000 });
    await clock.advance(2_000);
    await forced;
  });

  it('rejects with the reason of its signal', async () => {
    const { worker, fence } = await startWorker();
    fence.always('hang');
    requestPersistence(worker);
    const controller = new AbortController();
    const forced = expect(forcePersistence(worker, { signal: controller.signal })).rejects.toThrow(
      'enough',
    );
    controller.abort(new Error('enough'));
    await forced;
  });

  it('rejects at once when the worker has ended (PW-09)', async () => {
    const { system, worker } = await startWorker();
    await system.close();
    await expect(forcePersistence(worker)).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
  });

  it('is answered by the final persistence when the worker is stopped meanwhile', async () => {
    const { system, worker, fence } = await startWorker();
    fence.next('hang');
    requestPersistence(worker);
    const forced = forcePersistence(worker);
    await settle();
    const closing = system.close();
    fence.calls[0]?.resolve();
    expect(await forced).toEqual({ ok: true, persisted: 1 });
    await closing;
  });

  it('rejects with the reason when the worker ends before its fence is back', async () => {
    const { clock, worker, fence } = await startWorker({ shutdownTimeout: 1_000 });
    fence.always('hang');
    requestPersistence(worker);
    const forced = expect(forcePersistence(worker)).rejects.toMatchObject({
      code: 'ERR_SERVER_STOPPED',
      reason: 'shutdown',
    });
    await settle();
    if (worker.pid === undefined) throw new Error('not running');
    const stopped = GenServer.stop(worker.pid, 'shutdown');
    await clock.advance(1_000);
    await Promise.all([stopped, forced]);
  });
});

describe('forced persistence with the breaker open', () => {
  const options = { circuitBreakerFailureThreshold: 1, circuitBreakerTimeout: 10_000 };

  it('fails fast with the time after which to try again', async () => {
    const fence = new ScriptedFence().next(failed);
    const { clock, worker } = await startWorker(options, fence);
    requestPersistence(worker);
    await clock.advance(5_000);
    await clock.advance(4_000);
    expect(await forcePersistence(worker)).toEqual({
      ok: false,
      reason: 'circuit_open',
      succeeded: 0,
      failed: 1,
      outcomes: { orders: 'skipped' },
      retryAfterMs: 6_000,
    });
    expect(fence.calls).toHaveLength(1);
  });

  it('waits for the probe when told to', async () => {
    const fence = new ScriptedFence().next(failed);
    const { clock, worker } = await startWorker(options, fence);
    requestPersistence(worker);
    await clock.advance(5_000);
    const forced = forcePersistence(worker, { whenOpen: 'wait' });
    await clock.advance(10_000);
    expect(await forced).toEqual({ ok: true, persisted: 1 });
  });

  it('waits for the probe also while persistence is disabled', async () => {
    const fence = new ScriptedFence().next(failed);
    const { clock, worker } = await startWorker({ ...options, persistenceEnabled: false }, fence);
    requestPersistence(worker);
    await forcePersistence(worker);
    const forced = forcePersistence(worker, { whenOpen: 'wait' });
    await clock.advance(10_000);
    expect(await forced).toEqual({ ok: true, persisted: 1 });
  });

  it('tells callers of a batch that opened it what was done', async () => {
    const fence = new ScriptedFence().next('ok', failed, failed);
    const { worker } = await startWorker({ ...options, maxBatchSize: 3 }, fence);
    for (const id of ['a', 'b', 'c', 'd']) requestPersistence(worker, id);
    expect(await forcePersistence(worker)).toMatchObject({
      ok: false,
      reason: 'circuit_open',
      succeeded: 1,
      failed: 3,
      outcomes: { a: 'fenced', b: 'failed', c: 'failed', d: 'skipped' },
      retryAfterMs: 10_000,
    });
  });
});
