import { describe, expect, it } from 'vitest';
import { checkLayer } from '../../src/persistence-worker/check-options.ts';
import { resolveOptions } from '../../src/persistence-worker/resolve-options.ts';

const nothing = { runtime: {}, worker: {}, environment: {}, system: {} };

describe('worker options', () => {
  it('has the documented defaults', () => {
    expect(resolveOptions(nothing).values).toEqual({
      persistenceInterval: 5_000,
      storeTimeout: 15_000,
      forcePersistenceTimeout: 30_000,
      shutdownTimeout: 15_000,
      maxBatchSize: 100,
      maxPendingStores: 1_000,
      circuitBreakerFailureThreshold: 5,
      persistenceEnabled: true,
      circuitBreakerTimeout: 60_000,
      circuitBreakerEnabled: true,
      mode: 'interval',
    });
  });

  it('lets run time win over the worker, it over the environment, that over the system', () => {
    const layer = (n: number) => ({ maxBatchSize: n });
    const all = { runtime: layer(1), worker: layer(2), environment: layer(3), system: layer(4) };
    const seen = [];
    for (const source of ['runtime', 'worker', 'environment', 'system', 'default'] as const) {
      const { values, sources } = resolveOptions(all);
      seen.push([values.maxBatchSize, sources.maxBatchSize, source]);
      if (source !== 'default') all[source] = {} as { maxBatchSize: number };
    }
    expect(seen).toEqual([
      [1, 'runtime', 'runtime'],
      [2, 'worker', 'worker'],
      [3, 'environment', 'environment'],
      [4, 'system', 'system'],
      [100, 'default', 'default'],
    ]);
  });

  it('reads false over a default of true', () => {
    const { values, sources } = resolveOptions({
      ...nothing,
      worker: checkLayer({ persistenceEnabled: false }),
    });
    expect([values.persistenceEnabled, sources.persistenceEnabled]).toEqual([false, 'worker']);
  });

  it('cannot be changed by who looks at them', () => {
    const { values, sources, warnings } = resolveOptions(nothing);
    for (const seen of [values, sources, warnings]) expect(Object.isFrozen(seen)).toBe(true);
  });

  it('warns of what is doubtful about the layers, and of shutdown time that nobody has', () => {
    const doubts = ['HOLDFAST_X in the environment sets nothing'];
    const { warnings } = resolveOptions({
      ...nothing,
      worker: { shutdownTimeout: 15_000 },
      runtime: { shutdownTimeout: 20_000 },
      doubts,
    });
    expect(warnings).toEqual([...doubts, expect.stringMatching(/shutdownTimeout .* no effect/)]);
    expect(resolveOptions({ ...nothing, worker: { shutdownTimeout: 20_000 } }).warnings).toEqual(
      [],
    );
  });
});
