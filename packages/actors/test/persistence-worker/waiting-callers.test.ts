/** Who has asked a worker, when that crashes before it has answered. */
import { exit, type ForceResult, PersistenceWorker } from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { parentOf } from '../support/parents.ts';
import { startWorker, workerSpec } from '../support/worker-bench.ts';

const { requestPersistence, forcePersistence, getStats, configure } = PersistenceWorker;

async function supervised(fence: ScriptedFence, clock = new ManualClock(), options = {}) {
  const parent = await parentOf(clock);
  const { start, worker } = workerSpec(fence, options);
  const crash = (): void => {
    if (worker.pid !== undefined) exit(worker.pid, 'kill');
  };
  await start(parent);
  return { clock, worker, crash, restart: () => start(parent) };
}

describe('a caller of a forced persistence', () => {
  it('is answered by the successor of the worker that it asked', async () => {
    const { worker, crash, restart } = await supervised(new ScriptedFence().next('hang'));
    requestPersistence(worker);
    const forced = forcePersistence(worker);
    await settle();
    crash();
    await restart();
    expect(await forced).toEqual({ ok: true, persisted: 1 });
  });

  it('keeps the outcomes that were known before the crash', async () => {
    const fence = new ScriptedFence().next('ok', { fail: new Error('EIO') }, 'hang');
    const { worker, crash, restart } = await supervised(fence);
    for (const id of ['a', 'b', 'c']) requestPersistence(worker, id);
    const forced = forcePersistence(worker);
    await settle();
    crash();
    await restart();
    expect(await forced).toEqual({
      ok: false,
      reason: 'partial',
      succeeded: 2,
      failed: 1,
      outcomes: { a: 'fenced', b: 'failed', c: 'fenced' },
    });
  });

  it.each(['in the mailbox', 'while nobody served'])(
    'is answered when its question arrived %s',
    async (when) => {
      const { worker, crash, restart } = await supervised(new ScriptedFence());
      requestPersistence(worker);
      let forced: Promise<ForceResult> | undefined;
      if (when === 'in the mailbox') forced = forcePersistence(worker);
      crash();
      forced ??= forcePersistence(worker);
      await settle();
      await restart();
      expect(await forced).toEqual({ ok: true, persisted: 1 });
    },
  );

  it('hears of its own deadline also while nobody serves', async () => {
    const fence = new ScriptedFence().always('hang');
    const { clock, worker, crash, restart } = await supervised(fence);
    requestPersistence(worker);
    const forced = expect(forcePersistence(worker, { timeout: 1_000 })).rejects.toMatchObject({
      code: 'ERR_CALL_TIMEOUT',
      request: 'force_persistence',
      timeoutMs: 1_000,
    });
    await clock.advance(600);
    crash();
    await clock.advance(400);
    await forced;
    await restart();
    expect(await getStats(worker)).toMatchObject({ restarts: 1, pendingStoresCount: 1 });
  });

  it('waits for an open breaker on, over a crash', async () => {
    const fence = new ScriptedFence().next({ fail: new Error('EIO') });
    const { clock, worker, crash, restart } = await supervised(fence, new ManualClock(), {
      circuitBreakerFailureThreshold: 1,
      circuitBreakerTimeout: 10_000,
    });
    requestPersistence(worker);
    await clock.advance(5_000);
    const forced = forcePersistence(worker, { whenOpen: 'wait', timeout: 20_000 });
    await clock.advance(4_000);
    crash();
    await restart();
    await clock.advance(6_000);
    expect(await forced).toEqual({ ok: true, persisted: 1 });
  });

  it('who has left is not fenced for', async () => {
    const fence = new ScriptedFence().next({ fail: new Error('EIO') });
    const { clock, worker } = await startWorker(
      { persistenceEnabled: false, circuitBreakerFailureThreshold: 1 },
      fence,
    );
    requestPersistence(worker);
    await forcePersistence(worker);
    const controller = new AbortController();
    const options = { whenOpen: 'wait', timeout: 'infinity', signal: controller.signal } as const;
    const forced = expect(forcePersistence(worker, options)).rejects.toThrow('enough');
    await settle();
    controller.abort(new Error('enough'));
    await forced;
    await clock.advance(60_000);
    expect((await getStats(worker)).circuitBreakerState).toBe('half_open');
    expect(fence.calls).toHaveLength(1);
  });

  it('hears why, when nobody restarts the worker, and a listener hears of both', async () => {
    const { worker, fence, events } = await startWorker();
    fence.always('hang');
    requestPersistence(worker);
    const forced = expect(forcePersistence(worker)).rejects.toMatchObject({
      code: 'ERR_SERVER_STOPPED',
      reason: 'killed',
    });
    await settle();
    if (worker.pid !== undefined) exit(worker.pid, 'kill');
    await forced;
    expect(events.at(-1)).toMatchObject({
      type: 'worker_abandoned',
      storeId: 'orders',
      reason: 'killed',
      left: ['orders'],
      callers: 1,
    });
    await expect(forcePersistence(worker)).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
  });
});

describe('any other question', () => {
  it('is put to the successor if nobody had begun to handle it', async () => {
    const { worker, crash, restart } = await supervised(new ScriptedFence());
    await settle();
    const stats = getStats(worker);
    const configured = configure(worker, { maxBatchSize: 3 });
    crash();
    await restart();
    expect(await stats).toMatchObject({ restarts: 1 });
    expect((await configured).values.maxBatchSize).toBe(3);
  });

  it('that crashed the worker is not put to its successor', async () => {
    /** A clock that fails once when it is asked for the time of day. */
    class FaultyClock extends ManualClock {
      faulty = false;
      override wallTime(): number {
        if (!this.faulty) return super.wallTime();
        this.faulty = false;
        throw new Error('no time');
      }
    }
    const clock = new FaultyClock();
    const { worker, restart } = await supervised(new ScriptedFence(), clock);
    await settle();
    const first = configure(worker, { maxBatchSize: 7 });
    const second = getStats(worker);
    clock.faulty = true;
    const refused = expect(first).rejects.toMatchObject({
      code: 'ERR_SERVER_STOPPED',
      reason: { error: { message: 'no time' } },
    });
    await settle();
    await restart();
    await refused;
    expect(await second).toMatchObject({ restarts: 1 });
    expect((await configure(worker, {})).values.maxBatchSize).toBe(100);
  });

  it.each([-1, Number.NaN, 'soon'])('is refused with the timeout %s', async (timeout) => {
    const { worker } = await startWorker();
    await expect(getStats(worker, { timeout: timeout as number })).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'timeout',
    });
  });

  it('is not even put when its signal has already aborted', async () => {
    const { worker } = await startWorker();
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(configure(worker, { maxBatchSize: 3 }, { signal })).rejects.toThrow('never mind');
    expect((await configure(worker, {})).values.maxBatchSize).toBe(100);
  });
});
