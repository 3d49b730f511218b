import { getEventListeners } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CoalescedFence } from '../src/index.ts';
import { type Gate, gate } from './support/gate.ts';

function hung(): { readonly syncs: Gate[]; readonly fences: CoalescedFence } {
  const syncs: Gate[] = [];
  const fences = new CoalescedFence(() => {
    const sync = gate();
    syncs.push(sync);
    return sync.promise;
  });
  return { syncs, fences };
}

const never = new AbortController().signal;

describe('CoalescedFence', () => {
  it('shares a sync among those who came before it began, and only them', async () => {
    const { syncs, fences } = hung();
    const ended: string[] = [];
    const fence = (name: string): Promise<unknown> =>
      fences.fence(never).then(() => ended.push(name));
    const all = [fence('first'), fence('second'), fence('third')];
    await nextTurn();
    expect(syncs).toHaveLength(1);
    syncs[0]?.open();
    await nextTurn();
    expect([ended, syncs.length]).toEqual([['first'], 2]);
    syncs[1]?.open();
    await Promise.all(all);
    await fences.idle();
    expect([ended, syncs.length]).toEqual([['first', 'second', 'third'], 2]);
  });

  it('lets callers leave a sync that hangs, and begins no other', async () => {
    const { syncs, fences } = hung();
    const staying = fences.fence(never);
    const controllers = Array.from({ length: 20 }, () => new AbortController());
    const leaving = controllers.map(({ signal }) => fences.fence(signal));
    const outcomes = Promise.allSettled(leaving);
    for (const controller of controllers) controller.abort('left');
    expect(await outcomes).toEqual(leaving.map(() => ({ status: 'rejected', reason: 'left' })));
    await nextTurn();
    expect(syncs).toHaveLength(1);
    syncs[0]?.open();
    await staying;
    syncs[1]?.open();
    for (const { signal } of controllers) expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('tells a failure to those who shared it, goes on, and keeps no listener', async () => {
    const { syncs, fences } = hung();
    const { signal } = new AbortController();
    const failing = fences.fence(signal);
    const next = fences.fence(signal);
    syncs[0]?.fail(new Error('no disk'));
    await expect(failing).rejects.toThrow('no disk');
    await nextTurn();
    syncs[1]?.open();
    await next;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('begins nothing for a caller who has left before', async () => {
    const { syncs, fences } = hung();
    await expect(fences.fence(AbortSignal.abort('gone'))).rejects.toBe('gone');
    expect(syncs).toEqual([]);
  });
});
