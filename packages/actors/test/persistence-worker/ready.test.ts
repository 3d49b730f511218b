/** Waiting for room at the door of a real worker. */
import { getEventListeners } from 'node:events';
import {
  exit,
  GenServer,
  PersistenceWorker,
  type PersistenceWorkerRef,
  type Priority,
} from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { parentOf } from '../support/parents.ts';
import { startWorker, workerSpec } from '../support/worker-bench.ts';

const { ready, requestPersistence, configure } = PersistenceWorker;

/** A worker with ten places of which ten are taken, by fences that hang. */
async function crowded() {
  const bench = await startWorker({ maxPendingStores: 10 }, new ScriptedFence().always('hang'));
  for (let n = 0; n < 10; n += 1) requestPersistence(bench.worker, `s${n}`);
  await settle();
  return bench;
}

/** Comes `count` times; answers the numbers of those that were let go on, in that order. */
function come(worker: PersistenceWorkerRef, count: number, priority: Priority = 'normal') {
  const gone: string[] = [];
  for (let n = 0; n < count; n += 1) {
    void ready(worker, { priority, timeout: 'infinity' }).then(() => gone.push(`${priority} ${n}`));
  }
  return gone;
}

describe('waiting for room', () => {
  it('is over at once while there is some, also for somebody who asks in a loop', async () => {
    const { worker, clock } = await startWorker({ maxPendingStores: 10 });
    for (let n = 0; n < 100; n += 1) {
      await ready(worker);
      expect(requestPersistence(worker).accepted).toBe(true);
    }
    expect(clock.pendingTimers).toBe(1);
  });

  it('lasts until less than the low mark is pending', async () => {
    const { worker, fence } = await crowded();
    const gone = come(worker, 1);
    for (const call of fence.calls.slice(0, 4)) call.resolve();
    await settle();
    expect(gone).toEqual([]);
    fence.calls[4]?.resolve();
    await settle();
    expect(gone).toEqual(['normal 0']);
  });

  it('ends for as many as there are free places, however many fences end at once', async () => {
    const { worker, fence } = await crowded();
    const gone = come(worker, 100);
    fence.always('ok');
    for (const call of fence.calls) call.resolve();
    await settle();
    expect(gone).toHaveLength(6);
    for (let n = 0; n < 6; n += 1) requestPersistence(worker, `t${n}`);
    await settle();
    expect(gone).toHaveLength(6);
  });

  it('goes by class, and within a class by who came first', async () => {
    const { worker, fence } = await crowded();
    const gone: string[] = [];
    for (const [n, priority] of (
      ['low', 'normal', 'critical', 'low', 'critical'] as const
    ).entries()) {
      void ready(worker, { priority }).then(() => gone.push(`${priority} ${n}`));
    }
    for (const call of fence.calls) call.resolve();
    await settle();
    expect(gone).toEqual(['critical 2', 'critical 4', 'normal 1', 'low 0', 'low 3']);
  });

  it('keeps a place for who was let go on, but not for ever if it never asks', async () => {
    const { worker, fence, clock } = await crowded();
    const gone = come(worker, 20);
    fence.always('ok');
    for (const call of fence.calls) call.resolve();
    await settle();
    await clock.advance(999);
    expect(gone).toHaveLength(6);
    await clock.advance(1_001);
    expect(gone).toHaveLength(12);
    await clock.advance(10_000);
    expect(gone).toHaveLength(20);
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends when the limit is raised', async () => {
    const { worker } = await crowded();
    const gone = come(worker, 5);
    await configure(worker, { maxPendingStores: 20 });
    expect(gone).toHaveLength(2);
  });
});

describe('who waits for room', () => {
  it('hears of its own deadline, and nobody stands in its place', async () => {
    const { worker, fence, clock } = await crowded();
    const told = expect(ready(worker, { timeout: 100 })).rejects.toMatchObject({
      code: 'ERR_CALL_TIMEOUT',
      request: 'ready',
      timeoutMs: 100,
    });
    const gone = come(worker, 1);
    await clock.advance(100);
    await told;
    for (const call of fence.calls.slice(0, 5)) call.resolve();
    await settle();
    expect(gone).toEqual(['normal 0']);
  });

  it('leaves with its signal, and leaves no listener', async () => {
    const { worker, fence } = await crowded();
    const [leaving, staying] = [new AbortController(), new AbortController()];
    const told = expect(ready(worker, { signal: leaving.signal })).rejects.toThrow('enough');
    const stayed = ready(worker, { signal: staying.signal });
    leaving.abort(new Error('enough'));
    await told;
    expect(getEventListeners(leaving.signal, 'abort')).toEqual([]);
    for (const call of fence.calls.slice(0, 5)) call.resolve();
    await stayed;
    expect(getEventListeners(staying.signal, 'abort')).toEqual([]);
    await expect(ready(worker, { signal: leaving.signal })).rejects.toThrow('enough');
  });

  it('waits on over a crash, and is let go on by the successor', async () => {
    const clock = new ManualClock();
    const fence = new ScriptedFence().always('hang');
    const parent = await parentOf(clock);
    const { start, worker } = workerSpec(fence, { maxPendingStores: 1 });
    await expect(ready(worker)).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
    await start(parent);
    requestPersistence(worker);
    const gone = come(worker, 1);
    await settle();
    if (worker.pid !== undefined) exit(worker.pid, 'kill');
    await settle();
    expect(gone).toEqual([]);
    fence.always('ok');
    await start(parent);
    await settle();
    expect(gone).toEqual(['normal 0']);
  });

  it.each(['stop', 'kill'])('hears that the worker has ended: %s', async (how) => {
    const { worker, clock } = await crowded();
    const told = expect(ready(worker)).rejects.toMatchObject({ code: 'ERR_WORKER_STOPPED' });
    if (worker.pid === undefined) throw new Error('not running');
    if (how === 'kill') exit(worker.pid, 'kill');
    else void GenServer.stop(worker.pid, 'shutdown');
    await settle();
    await told;
    await clock.advance(20_000);
    await expect(ready(worker)).rejects.toMatchObject({ code: 'ERR_WORKER_STOPPED' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('is refused by name what cannot be', async () => {
    const { worker } = await startWorker();
    for (const [option, bad] of [
      ['priority', { priority: 'urgent' }],
      ['timeout', { timeout: -1 }],
    ] as const) {
      await expect(ready(worker, bad as never)).rejects.toMatchObject({
        code: 'ERR_INVALID_OPTION',
        option,
      });
    }
  });
});
