import { ActorSystem, exit, exited, PersistenceWorker, silentLogger } from '@holdfast/actors';
import { ScriptedFence } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { startWorker, workerSpec } from '../support/worker-bench.ts';

const { requestPersistence, getStats } = PersistenceWorker;

describe('requesting persistence', () => {
  it('takes a store, options, or both; without a store the own one is meant', async () => {
    const { clock, worker, fence } = await startWorker();
    requestPersistence(worker, { priority: 'high' });
    requestPersistence(worker, 'audit');
    requestPersistence(worker, 'bills', { priority: 'low' });
    requestPersistence(worker, undefined, { priority: 'normal' });
    await clock.advance(30_000);
    expect(fence.stores.toSorted()).toEqual(['audit', 'bills', 'orders']);
  });

  it('refuses by name a priority that does not exist, and a store that cannot be', async () => {
    const { worker } = await startWorker();
    expect(() => requestPersistence(worker, { priority: 'urgent' as never })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'priority' }) as Error,
    );
    expect(() => requestPersistence(worker, null as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'storeId' }) as Error,
    );
  });
});

describe('forcing persistence', () => {
  it.each([
    ['stores', { stores: 'audit' }],
    ['whenOpen', { whenOpen: 'never' }],
    ['signal', { signal: {} }],
    ['timeout', { timeout: -1 }],
    ['storeId', { stores: ['audit', ''] }],
  ])('refuses a bad %s by name, before anything is asked', async (option, bad) => {
    const { clock, worker, fence } = await startWorker();
    const options = { stores: ['audit'], ...bad } as never;
    await expect(PersistenceWorker.forcePersistence(worker, options)).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option,
    });
    await clock.advance(5_000);
    expect(fence.stores).toEqual([]);
  });
});

describe('starting a worker', () => {
  it('registers it under a name made of its kind and its store (PW-21, PT-08)', async () => {
    const { system, worker } = await startWorker();
    expect(system.whereis(PersistenceWorker.workerName('orders'))).toBe(worker.pid);
  });

  it('refuses a second worker of the same store in the same system, and allows it elsewhere', async () => {
    const { system } = await startWorker();
    const options = { storeId: 'orders', store: new ScriptedFence(), environment: {} };
    await expect(PersistenceWorker.start({ system, ...options })).rejects.toMatchObject({
      code: 'ERR_ALREADY_STARTED',
    });
    const elsewhere = new ActorSystem({ logger: silentLogger });
    await PersistenceWorker.start({ system: elsewhere, ...options });
    await elsewhere.close();
  });

  it('makes a child spec: permanent, with shutdownTimeout to end in (PW-14)', () => {
    expect(workerSpec(new ScriptedFence())).toMatchObject({
      id: 'orders',
      restart: 'permanent',
      shutdown: 15_000,
      type: 'worker',
    });
  });

  it.each([
    ['storeId', { storeId: '' }],
    ['storeId', { storeId: 'a\u0000b' }],
    ['storeId', { storeId: '\ud800' }],
    ['storeId', { storeId: 7 }],
    ['store', { store: {} }],
    ['store', { store: undefined }],
    ['maxBatchSize', { maxBatchSize: -1 }],
    ['unknown', { unknown: 1 }],
  ])('refuses a bad %s by name', (option, bad) => {
    const options = { storeId: 'orders', store: new ScriptedFence(), environment: {}, ...bad };
    expect(() => PersistenceWorker.childSpec(options as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option }) as Error,
    );
  });

  it('isolates a listener that throws from the worker and from other listeners (PC-11, PD-19)', async () => {
    const { clock, worker, events } = await startWorker();
    PersistenceWorker.subscribe(worker, () => {
      throw new Error('listener');
    });
    const seen: string[] = [];
    const unsubscribe = PersistenceWorker.subscribe(worker, ({ type }) => seen.push(type));
    requestPersistence(worker);
    await clock.advance(5_000);
    unsubscribe();
    expect(seen).toEqual(['batch_settled']);
    expect(events.length).toBeGreaterThan(0);
    expect((await getStats(worker)).restarts).toBe(0);
  });

  it('tells who waits for durability when a worker without a supervisor crashes', async () => {
    const { worker, fence } = await startWorker();
    fence.always('hang');
    const request = requestPersistence(worker);
    const lost =
      request.accepted &&
      expect(request.durable).rejects.toMatchObject({ code: 'ERR_NOT_DURABLE' });
    if (worker.pid === undefined) throw new Error('not running');
    const { pid } = worker;
    exit(pid, 'kill');
    expect(await exited(pid)).toBe('killed');
    await lost;
  });
});
