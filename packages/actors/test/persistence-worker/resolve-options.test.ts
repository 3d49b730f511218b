import { OPTION_SPECS, type OptionName } from '@holdfast/actors';
import { describe, expect, it } from 'vitest';
import {
  checkLayer,
  environmentLayer,
  hierarchyWarnings,
  resolveOptions,
} from '../../src/persistence-worker/resolve-options.ts';

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

  it('understands durations as text', () => {
    const layer = checkLayer({ storeTimeout: '5s', persistenceInterval: '250ms' });
    expect(layer).toEqual({ storeTimeout: 5_000, persistenceInterval: 250 });
    expect(checkLayer({ storeTimeout: '1.5m' })).toEqual({ storeTimeout: 90_000 });
  });

  it.each([
    ['storeTimeout', 0],
    ['storeTimeout', -1],
    ['storeTimeout', 1.5],
    ['storeTimeout', Number.NaN],
    ['storeTimeout', Number.POSITIVE_INFINITY],
    ['storeTimeout', '5 parsecs'],
    ['storeTimeout', null],
    ['persistenceInterval', 86_400_001],
    ['maxBatchSize', 0],
    ['maxBatchSize', '10'],
    ['maxPendingStores', 1_000_001],
    ['persistenceEnabled', 'yes'],
  ])('refuses %s = %s by name', (name, value) => {
    expect(() => checkLayer({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: name }) as Error,
    );
  });

  it('names the nearest option when one is unknown', () => {
    expect(() => checkLayer({ persistenceIntervall: 5 } as never)).toThrow(
      /persistenceIntervall must be a known option \(did you mean persistenceInterval\?\)/,
    );
    expect(() => checkLayer({ ['__proto__x']: 5 } as never)).toThrow(/__proto__x/);
  });

  it('takes every option from its environment variable (PD-13)', () => {
    const text = { flag: 'false', choice: 'eager', count: '7', duration: '7' };
    const value = { flag: false, choice: 'eager', count: 7, duration: 7 };
    const environment = Object.fromEntries(
      Object.values(OPTION_SPECS).map(({ environment: name, kind }) => [name, text[kind]]),
    );
    const layer = environmentLayer(environment);
    for (const [name, { kind }] of Object.entries(OPTION_SPECS)) {
      expect(layer[name as OptionName]).toBe(value[kind]);
    }
    expect(environmentLayer({ HOLDFAST_STORE_TIMEOUT: '' })).toEqual({});
  });

  it('names the variable when the environment holds nonsense', () => {
    expect(() => environmentLayer({ HOLDFAST_MAX_BATCH_SIZE: 'many' })).toThrow(
      expect.objectContaining({ option: 'HOLDFAST_MAX_BATCH_SIZE', value: 'many' }) as Error,
    );
    expect(() => environmentLayer({ HOLDFAST_PERSISTENCE_ENABLED: '1' })).toThrow(
      /HOLDFAST_PERSISTENCE_ENABLED/,
    );
  });

  it('warns of timeouts that cannot do what their author hopes, and not of the defaults (PC-04)', () => {
    const { values } = resolveOptions(nothing);
    expect(hierarchyWarnings(values)).toEqual([]);
    expect(hierarchyWarnings({ ...values, storeTimeout: 30_000 })).toEqual([
      expect.stringContaining('forcePersistenceTimeout'),
      expect.stringContaining('shutdownTimeout'),
    ]);
    expect(hierarchyWarnings({ ...values, maxBatchSize: 2_000 })).toEqual([
      expect.stringContaining('maxPendingStores'),
    ]);
  });
});
