/** A worker's configuration from outside: what is in force, and what is said about it. */
import { ActorSystem, exit, type PersistenceEvent, PersistenceWorker } from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { parentOf } from '../support/parents.ts';
import { recordingLogger } from '../support/test-system.ts';
import { startWorker } from '../support/worker-bench.ts';

const { configure, getStats, options, subscribe } = PersistenceWorker;

describe('the options of a worker', () => {
  it('can be looked up at any time, with their sources: before its start, and after its end', async () => {
    const { worker, start } = PersistenceWorker.childSpec({
      storeId: 'orders',
      store: new ScriptedFence(),
      defaults: { maxBatchSize: 10, persistenceInterval: '2s' },
      environment: { HOLDFAST_PERSISTENCE_INTERVAL: '3s', HOLDFAST_MODE: 'eager' },
      storeTimeout: '4s',
    });
    const seen = {
      values: { maxBatchSize: 10, persistenceInterval: 3_000, mode: 'eager', storeTimeout: 4_000 },
      sources: {
        maxBatchSize: 'system',
        persistenceInterval: 'environment',
        mode: 'environment',
        storeTimeout: 'worker',
        maxPendingStores: 'default',
      },
    };
    expect(options(worker)).toMatchObject(seen);
    const pid = await start(await parentOf(new ManualClock()));
    const answered = await configure(worker, { maxBatchSize: 20 });
    expect(options(worker)).toEqual(answered);
    exit(pid, 'kill');
    await settle();
    expect(options(worker)).toMatchObject({
      values: { ...seen.values, maxBatchSize: 20 },
      sources: { ...seen.sources, maxBatchSize: 'runtime' },
    });
  });

  it('change as a whole or not at all', async () => {
    const { worker, events } = await startWorker();
    const before = options(worker);
    for (const patch of [
      { maxBatchSize: 7, storeTimeout: 'soon' },
      { maxBatchSize: 7, storeTimout: 5 },
      { maxBatchSize: 7, mode: 'lazy' as never },
    ]) {
      await expect(configure(worker, patch)).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
    }
    await settle();
    expect(options(worker)).toEqual(before);
    expect(events.map(({ type }) => type)).not.toContain('configured');
  });
});

describe('what is doubtful about options', () => {
  it('is told at start, to the log as well, and not again after a crash', async () => {
    const { logger, lines } = recordingLogger();
    const parent = await parentOf(new ManualClock(), logger);
    const { start, worker } = PersistenceWorker.childSpec({
      storeId: 'orders',
      store: new ScriptedFence(),
      environment: { HOLDFAST_STORE_TIMEOT: '5s' },
      storeTimeout: '20s',
    });
    const heard: PersistenceEvent[] = [];
    subscribe(worker, (event) => heard.push(event), { types: ['configuration_warning'] });
    const first = await start(parent);
    await settle();
    const warnings: unknown[] = [
      expect.stringContaining('did you mean HOLDFAST_STORE_TIMEOUT?'),
      expect.stringMatching(/forcePersistenceTimeout \(30000 ms\) < 2 × storeTimeout \(20000 ms\)/),
      expect.stringMatching(/storeTimeout \(20000 ms\) > shutdownTimeout \(15000 ms\)/),
    ];
    expect(options(worker).warnings).toEqual(warnings);
    expect(heard).toMatchObject(warnings.map((warning) => ({ storeId: 'orders', warning })));
    const warned = lines.filter(({ level }) => level === 'warn').map(({ text }) => text);
    expect(warned).toEqual(warnings);
    exit(first, 'kill');
    await start(parent);
    expect((await getStats(worker)).restarts).toBe(1);
    expect(heard).toHaveLength(3);
  });

  it('is told after a change that leads to it, and only what was not told before', async () => {
    const { worker, eventsOf } = await startWorker();
    const warned = () => eventsOf('configuration_warning').map(({ warning }) => warning);
    expect((await configure(worker, { maxBatchSize: 50 })).warnings).toEqual([]);
    expect(warned()).toEqual([]);
    await configure(worker, { storeTimeout: 31_000, forcePersistenceTimeout: '2m' });
    const first: unknown[] = [expect.stringContaining('shutdownTimeout')];
    expect(warned()).toEqual(first);
    const { warnings } = await configure(worker, { maxPendingStores: 10 });
    const second: unknown[] = [...first, expect.stringContaining('maxPendingStores')];
    expect([warnings, warned()]).toEqual([second, second]);
  });
});

it('starts with a system whose logger throws', async () => {
  const broken = () => {
    throw new Error('logger');
  };
  const logger = { debug: broken, info: broken, warn: broken, error: broken, child: () => logger };
  const system = new ActorSystem({ clock: new ManualClock(), logger });
  const worker = await PersistenceWorker.start({
    system,
    storeId: 'orders',
    store: new ScriptedFence(),
    environment: {},
    storeTimeout: '1h',
  });
  expect(await getStats(worker)).toMatchObject({ restarts: 0 });
});
