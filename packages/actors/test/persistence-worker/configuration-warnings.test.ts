import { type OptionName, profiles, type WorkerOptions } from '@holdfast/actors';
import { describe, expect, it } from 'vitest';
import { checkLayer } from '../../src/persistence-worker/check-options.ts';
import { hierarchyWarnings } from '../../src/persistence-worker/configuration-warnings.ts';
import { resolveOptions } from '../../src/persistence-worker/resolve-options.ts';

const nothing = { runtime: {}, worker: {}, environment: {}, system: {} };
const { values: defaults } = resolveOptions(nothing);

describe('the timeout hierarchy (PC-04)', () => {
  it('is kept by the defaults, and by each profile over them', () => {
    expect(hierarchyWarnings(defaults)).toEqual([]);
    for (const profile of Object.values(profiles)) {
      expect(resolveOptions({ ...nothing, worker: checkLayer(profile) }).warnings).toEqual([]);
    }
  });

  it.each<[Partial<WorkerOptions>, readonly OptionName[]]>([
    [{ forcePersistenceTimeout: 15_000 }, ['storeTimeout', 'forcePersistenceTimeout']],
    [{ forcePersistenceTimeout: 29_999 }, ['forcePersistenceTimeout', 'storeTimeout']],
    [{ shutdownTimeout: 14_999 }, ['storeTimeout', 'shutdownTimeout']],
    [{ circuitBreakerTimeout: 14_999 }, ['circuitBreakerTimeout', 'storeTimeout']],
    [{ maxBatchSize: 1_001 }, ['maxBatchSize', 'maxPendingStores']],
  ])('names both options and their values when %j breaks it', (broken, [left, right]) => {
    const options = { ...defaults, ...broken };
    const warnings = hierarchyWarnings(options);
    expect(warnings).toHaveLength(1);
    for (const name of [left, right]) {
      expect(warnings[0]).toContain(`${name} (${name && options[name]}`);
    }
  });

  it.each<[Partial<WorkerOptions>]>([
    [{ forcePersistenceTimeout: 30_000 }],
    [{ shutdownTimeout: 15_000 }],
    [{ circuitBreakerTimeout: 15_000 }],
    [{ maxBatchSize: 1_000 }],
  ])('is kept at the very limit: %j', (just) => {
    expect(hierarchyWarnings({ ...defaults, ...just })).toEqual([]);
  });

  it('names every row that is broken', () => {
    expect(hierarchyWarnings({ ...defaults, storeTimeout: 61_000 })).toHaveLength(3);
  });
});

describe('profiles', () => {
  it('cannot be changed, and are spread beside other options', () => {
    for (const profile of [profiles, ...Object.values(profiles)]) {
      expect(Object.isFrozen(profile)).toBe(true);
    }
    const layer = checkLayer({ ...profiles.highThroughput, maxBatchSize: 7 });
    expect(layer).toMatchObject({ persistenceInterval: 2_000, maxBatchSize: 7 });
  });
});
