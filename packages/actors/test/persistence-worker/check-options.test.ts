import { describe, expect, it } from 'vitest';
import { checkLayer } from '../../src/persistence-worker/check-options.ts';

describe('options as a host writes them', () => {
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

  it.each([[null], ['maxBatchSize'], [[5]], [7]])('refuses what is no object: %j', (input) => {
    expect(() => checkLayer(input as never)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'options' }) as Error,
    );
  });
});
