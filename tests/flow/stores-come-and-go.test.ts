/** Stores that are added to a running system and taken out of it. */
import { storeId } from '@holdfast/actors/ports';
import { ScriptedFence, settle } from '@holdfast/actors/testing';
import { openMemoryStore } from '@holdfast/store-adapters/memory';
import { describe, expect, it } from 'vitest';
import { kill, placed, scriptedStore, startSystem } from './support/scripted-system.ts';

const late = storeId('late');

/** A system with the store `first`, and what is needed to add the store `late`. */
async function startOne(options = {}) {
  const fences = { first: new ScriptedFence(), late: new ScriptedFence() };
  const stores = { first: await scriptedStore(fences.first) };
  const started = await startSystem({ stores, ...options });
  return { ...started, fences, store: await scriptedStore(fences.late) };
}

describe('a store that is added', () => {
  it('is served, listened to, reported and closed like the others', async () => {
    const { clock, system, events, fences, store } = await startOne();
    const added = await system.addStore('late', store);
    expect(system.storeIds).toEqual(['first', 'late']);
    expect(system.store(added.id)).toBe(added);
    const receipt = await added.append('s', [placed]);
    await clock.advance(5_000);
    await receipt.durable;
    expect(fences.late.calls).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'worker_started')).toMatchObject([
      { storeId: 'late', restarts: 0 },
    ]);
    const { stores } = await system.close();
    expect(stores.map((report) => [report.storeId, report.closed])).toEqual([
      ['first', true],
      ['late', true],
    ]);
  });

  it('has options of its own, over the environment, over those of the system', async () => {
    const environment = { HOLDFAST_MAX_BATCH_SIZE: '30', HOLDFAST_STORE_TIMEOUT: '9s' };
    const { system, store } = await startOne({ environment, persistenceInterval: '7s' });
    await system.addStore('late', store, { maxBatchSize: 20 });
    const { values, sources } = await system.configure(late, {});
    expect([values.maxBatchSize, sources.maxBatchSize]).toEqual([20, 'worker']);
    expect([values.storeTimeout, sources.storeTimeout]).toEqual([9_000, 'environment']);
    expect([values.persistenceInterval, sources.persistenceInterval]).toEqual([7_000, 'system']);
    await system.close();
  });

  it('is restarted after a crash, with what was pending and who waits', async () => {
    const { system, fences, store } = await startOne();
    fences.late.next('hang');
    const added = await system.addStore('late', store);
    const receipt = await added.append('s', [placed]);
    const forced = system.forcePersistence(late);
    await settle();
    await kill(system.pid(late));
    expect(await forced).toEqual({ ok: true, persisted: 1 });
    await receipt.durable;
    expect(await system.getStats(late)).toMatchObject({ restarts: 1 });
    await system.close();
  });

  it.each([
    ['store', 'late', {}, {}],
    ['store', 'late', Promise.resolve(), {}],
    ['storeId', '', undefined, {}],
    ['storeId', 'a\u0000b', undefined, {}],
    ['maxBatchSize', 'late', undefined, { maxBatchSize: 0 }],
    ['maxBatchSise', 'late', undefined, { maxBatchSise: 1 }],
  ])('is refused by name for a bad %s, and nothing has changed', async (option, id, bad, own) => {
    const { system, store } = await startOne();
    const adding = system.addStore(id, (bad ?? store) as never, own as never);
    await expect(adding).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option });
    expect(system.storeIds).toEqual(['first']);
    const added = await system.addStore('late', store);
    await added.append('s', [placed]);
    expect((await system.close()).ok).toBe(true);
  });

  it('is refused when its id is in use, or when it belongs to the system already', async () => {
    const { system, store } = await startOne();
    await expect(system.addStore('first', store)).rejects.toMatchObject({
      code: 'ERR_STORE_EXISTS',
      storeId: 'first',
    });
    await system.addStore('late', store);
    await expect(system.addStore('again', store)).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'store',
    });
    await system.close();
    await expect(system.addStore('more', await openMemoryStore())).rejects.toMatchObject({
      code: 'ERR_SYSTEM_CLOSED',
    });
  });
});

describe('a store that is removed', () => {
  it('gets its final fence at once, is closed, and frees its id', async () => {
    const { system, events, fences, store } = await startOne();
    const added = await system.addStore('late', store);
    const receipt = await added.append('s', [placed]);
    const report = await system.removeStore(late);
    expect(report).toEqual({
      ok: true,
      stores: [{ storeId: 'late', appending: 0, unfenced: [], closed: true }],
    });
    await receipt.durable;
    expect(fences.late.calls).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ type: 'worker_stopped', storeId: 'late', left: [] });
    expect(system.storeIds).toEqual(['first']);
    expect(() => system.store(late)).toThrow(
      expect.objectContaining({ code: 'ERR_UNKNOWN_STORE', storeId: 'late' }) as Error,
    );
    await expect(added.append('s', [placed])).rejects.toMatchObject({ code: 'ERR_WORKER_STOPPED' });
    await system.addStore('late', store);
    expect(await system.getStats(late)).toMatchObject({ restarts: 0, totalRequests: 0 });
    expect((await system.close()).stores).toHaveLength(2);
  });

  it('may be one that was given at start, and the last one', async () => {
    const { system } = await startOne();
    expect((await system.removeStore('first')).ok).toBe(true);
    expect(system.storeIds).toEqual([]);
    expect(await system.close()).toEqual({ ok: true, stores: [] });
  });

  it('and hangs, is gone after its shutdownTimeout, and what was left is said', async () => {
    const { clock, system, fences } = await startOne({ shutdownTimeout: 2_000 });
    fences.first.always('hang');
    await system.store('first').append('s', [placed]);
    const removed = system.removeStore('first');
    await clock.advance(2_000);
    expect(await removed).toMatchObject({
      ok: false,
      stores: [{ storeId: 'first', unfenced: ['first'], closed: true }],
    });
    await system.close();
  });

  it('and fails, is tried until its breaker opens, and probed no more after that', async () => {
    const { clock, system, fences } = await startOne({ circuitBreakerFailureThreshold: 2 });
    fences.first.always({ fail: new Error('EIO') });
    await system.store('first').append('s', [placed]);
    const removed = system.removeStore('first');
    await clock.advance(100);
    expect(await removed).toMatchObject({ ok: false, stores: [{ unfenced: ['first'] }] });
    expect(fences.first.calls).toHaveLength(2);
    await system.close();
  });

  it('may be given less time', async () => {
    const { clock, system, fences } = await startOne();
    fences.first.always('hang');
    await system.store('first').append('s', [placed]);
    const removed = system.removeStore('first', { timeout: 100 });
    await clock.advance(100);
    expect((await removed).ok).toBe(false);
    await system.close();
  });

  it('and hangs, keeps no other from being restarted, fenced, added or removed', async () => {
    const { clock, system, fences, store } = await startOne();
    const added = await system.addStore('late', store);
    fences.late.always('hang');
    await added.append('s', [placed]);
    const removed = system.removeStore(late);
    await settle();
    await kill(system.pid('first'));
    expect(await system.getStats('first')).toMatchObject({ restarts: 1 });
    await system.store('first').append('s', [placed]);
    expect(await system.forcePersistence('first')).toEqual({ ok: true, persisted: 1 });
    await system.addStore('more', await openMemoryStore());
    expect((await system.removeStore(storeId('more'))).ok).toBe(true);
    expect(await system.getStats(late)).toMatchObject({ inFlightFences: 1 });
    await clock.advance(15_000);
    expect((await removed).ok).toBe(false);
    await system.close();
  });

  it('has its final fence made by a successor when its worker crashes meanwhile', async () => {
    const { system, fences } = await startOne();
    fences.first.next('hang');
    const receipt = await system.store('first').append('s', [placed]);
    const forced = system.forcePersistence('first');
    const removed = system.removeStore('first');
    await settle();
    await kill(system.pid('first'));
    expect((await removed).ok).toBe(true);
    await receipt.durable;
    expect(await forced).toEqual({ ok: true, persisted: 1 });
    await system.close();
  });

  it('tells who still waits for what could not be fenced', async () => {
    const { clock, system, fences } = await startOne({ shutdownTimeout: 1_000 });
    fences.first.always('hang');
    const receipt = await system.store('first').append('s', [placed]);
    const forced = expect(system.forcePersistence('first')).rejects.toMatchObject({
      code: 'ERR_SERVER_STOPPED',
      reason: 'shutdown',
    });
    const lost = expect(receipt.durable).rejects.toMatchObject({ code: 'ERR_NOT_DURABLE' });
    const removed = system.removeStore('first');
    await clock.advance(1_000);
    await Promise.all([removed, forced, lost]);
    await system.close();
  });

  it('is refused by name when there is none, or no sensible time', async () => {
    const { system } = await startOne();
    await expect(system.removeStore(late)).rejects.toMatchObject({ code: 'ERR_UNKNOWN_STORE' });
    await expect(system.removeStore('first', { timeout: -1 })).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'timeout',
    });
    expect((await system.store('first').append('s', [placed])).lastPosition).toBe(1n);
    await system.close();
    await expect(system.removeStore('first')).rejects.toMatchObject({ code: 'ERR_SYSTEM_CLOSED' });
  });
});
