import { storeId } from '@holdfast/actors/ports';
import { ScriptedFence } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';

const [a, b] = [storeId('a'), storeId('b')];
const options = { signal: new AbortController().signal };
const boom = new Error('boom');

describe('ScriptedFence', () => {
  test('succeeds by default and remembers what it was asked', async () => {
    const fence = new ScriptedFence();
    await fence.fence(a, options);
    await fence.fence(b, options);
    expect(fence.stores).toEqual(['a', 'b']);
    expect(fence.calls[0]?.signal).toBe(options.signal);
  });

  test('follows its script, then what always holds', async () => {
    const fence = new ScriptedFence().next('ok', { fail: boom }).always({ fail: 'always' });
    await fence.fence(a, options);
    await expect(fence.fence(a, options)).rejects.toBe(boom);
    await expect(fence.fence(a, options)).rejects.toBe('always');
    await expect(fence.fence(b, options)).rejects.toBe('always');
  });

  test('throws instead of rejecting when told to', () => {
    const fence = new ScriptedFence().next({ throw: boom });
    expect(() => fence.fence(a, options)).toThrow(boom);
  });

  test('remembers a call that throws like any other', () => {
    const fence = new ScriptedFence().next({ throw: boom });
    expect(() => fence.fence(a, options)).toThrow(boom);
    expect(fence.stores).toEqual(['a']);
  });

  test('a hanging one is settled by hand, and late results are harmless', async () => {
    const fence = new ScriptedFence().next('hang', 'hang');
    const [first, second] = [fence.fence(a, options), fence.fence(b, options)];
    fence.calls[0]?.resolve();
    fence.calls[0]?.reject(boom);
    fence.calls[1]?.reject(boom);
    await first;
    await expect(second).rejects.toBe(boom);
  });
});
