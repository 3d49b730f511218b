/** ExESDB's persistence worker, rows PW and PD of the conformance page: starting, names, options. */
import {
  exit,
  exited,
  hasErrorCode,
  isAlive,
  PersistenceWorker,
  type WorkerOptionsInput,
} from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { parentOf } from '../../support/parents.ts';
import { startWorker } from '../../support/worker-bench.ts';

const { childSpec, configure, getStats, workerName } = PersistenceWorker;

/** The interval in force of a worker with these layers, and where it came from. */
async function interval(layers: {
  readonly worker?: WorkerOptionsInput;
  readonly environment?: Readonly<Record<string, string>>;
  readonly defaults?: WorkerOptionsInput;
}) {
  const parent = await parentOf(new ManualClock());
  const { worker: own, ...above } = layers;
  const store = new ScriptedFence();
  const spec = childSpec({ storeId: 'orders', store, environment: {}, ...above, ...own });
  await spec.start(parent);
  const { values, sources } = await configure(spec.worker, {});
  return [values.persistenceInterval, sources.persistenceInterval];
}

const HOLDFAST_PERSISTENCE_INTERVAL = '4000';

describe('a worker that starts', () => {
  it('is alive and found under the name of its store (PW-01)', async () => {
    const { system, worker } = await startWorker({ persistenceInterval: 1_000 });
    const found = system.whereis(workerName('orders'));
    expect(found).toBe(worker.pid);
    expect(found !== undefined && isAlive(found)).toBe(true);
  });

  it('belongs to the store that it was given, and has nothing pending, measured or armed (PW-04, PW-15)', async () => {
    const { worker, clock } = await startWorker();
    expect(worker.storeId).toBe('orders');
    expect(await getStats(worker)).toMatchObject({
      storeId: 'orders',
      totalRequests: 0,
      pendingStoresCount: 0,
      circuitBreakerState: 'closed',
      lastPersistenceTime: null,
      averageResponseTime: null,
      uptime: 0,
    });
    await settle();
    // An idle worker holds no timer: the first request arms the tick.
    expect(clock.pendingTimers).toBe(0);
  });

  it('lives beside those of other stores, each under a name of its own (PW-22)', async () => {
    const { system, worker } = await startWorker();
    const store = new ScriptedFence();
    const audit = await PersistenceWorker.start({
      system,
      storeId: 'audit',
      store,
      environment: {},
    });
    expect(audit.pid).not.toBe(worker.pid);
    for (const { storeId, pid } of [worker, audit]) {
      expect(system.whereis(workerName(storeId))).toBe(pid);
      expect(pid !== undefined && isAlive(pid)).toBe(true);
    }
  });

  it('is told of once it has started, so that whoever hears of it cannot hold that up (PD-21)', async () => {
    const parent = await parentOf(new ManualClock());
    const spec = childSpec({ storeId: 'orders', store: new ScriptedFence(), environment: {} });
    const heard: string[] = [];
    PersistenceWorker.subscribe(spec.worker, ({ type }) => {
      heard.push(type);
      // Whoever ends it while it starts makes the start fail.
      if (spec.worker.pid !== undefined) exit(spec.worker.pid, 'kill');
    });
    const pid = await spec.start(parent);
    expect(await exited(pid)).toBe('killed');
    expect(heard).toEqual(['worker_started']);
  });
});

describe('the interval of a worker', () => {
  it('is 5 s unless somebody says otherwise (PW-02, PW-12)', async () => {
    expect(await interval({})).toEqual([5_000, 'default']);
  });

  it('is what the worker, its environment or its system say, in this order (PW-03, PW-11, PW-13, PD-14)', async () => {
    const defaults = { persistenceInterval: 3_000 };
    const environment = { HOLDFAST_PERSISTENCE_INTERVAL };
    const worker = { persistenceInterval: '2s' };
    expect(await interval({ defaults })).toEqual([3_000, 'system']);
    expect(await interval({ defaults, environment })).toEqual([4_000, 'environment']);
    expect(await interval({ defaults, environment, worker })).toEqual([2_000, 'worker']);
  });

  it.each([0, -1, 1.5, Number.NaN, 'soon'])(
    'is never %s, which starts nothing (PD-15)',
    async (bad) => {
      const refused = (error: unknown): boolean => hasErrorCode(error, 'ERR_INVALID_OPTION');
      await expect(interval({ worker: { persistenceInterval: bad } })).rejects.toSatisfy(refused);
      const environment = { HOLDFAST_PERSISTENCE_INTERVAL: String(bad) };
      await expect(interval({ environment })).rejects.toSatisfy(refused);
    },
  );
});
