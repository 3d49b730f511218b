import { describe, expect, it } from 'vitest';
import { StorePoisonedError, storeHealth } from '../src/index.ts';

describe('storeHealth', () => {
  const poison = new StorePoisonedError(new Error('no disk'));

  it('is ready while nothing is wrong', () => {
    expect(storeHealth(false, undefined)).toEqual({ status: 'ready' });
  });

  it('tells what poisoned the store', () => {
    expect(storeHealth(false, poison)).toEqual({ status: 'poisoned', error: poison });
  });

  it('is closed in the end, whatever was wrong before', () => {
    for (const before of [undefined, poison]) {
      const health = storeHealth(true, before);
      expect(health).toMatchObject({ status: 'closed', error: { code: 'ERR_STORE_CLOSED' } });
    }
  });
});
