import { storeId } from '@holdfast/actors/ports';
import { describe, expect, it } from 'vitest';
import { NotDurableError, WorkerStoppedError } from '../../src/persistence-worker/errors.ts';
import { Ledger } from '../../src/persistence-worker/ledger.ts';
import type { Priority } from '../../src/persistence-worker/priority.ts';

const own = storeId('own');
const other = storeId('other');

function ledgerOf(maxPendingStores = 2): { ledger: Ledger; announced: number[] } {
  const ledger = new Ledger(own, () => ({ maxPendingStores, persistenceInterval: 5_000 }));
  return { ledger, announced: [] };
}

describe('ledger', () => {
  it('tells the worker once per fence, however often a store asks', () => {
    const { ledger, announced } = ledgerOf();
    const ask = () => ledger.request(own, 'normal', (seq) => announced.push(seq));
    ask();
    ask();
    expect(announced).toEqual([1]);
    expect(ledger.cover(own)).toBe(2);
    ask();
    ask();
    expect(announced).toEqual([1, 3]);
  });

  it('tells the worker again of a request that is more urgent than what it was told', () => {
    const { ledger } = ledgerOf();
    const announced: (readonly [number, Priority])[] = [];
    const ask = (priority: Priority) =>
      ledger.request(own, priority, (seq, told) => announced.push([seq, told]));
    for (const priority of ['low', 'normal', 'low', 'critical', 'high'] as const) ask(priority);
    expect(announced).toEqual([
      [1, 'low'],
      [2, 'normal'],
      [4, 'critical'],
    ]);
    ledger.cover(own);
    ask('low');
    expect(announced.at(-1)).toEqual([6, 'low']);
  });

  it('remembers the most urgent class of what is not durable, for a successor', () => {
    const { ledger } = ledgerOf();
    const announced: Priority[] = [];
    const ask = (priority: Priority) =>
      ledger.request(own, priority, (_seq, told) => announced.push(told));
    ask('critical');
    const covered = ledger.cover(own);
    ask('low');
    expect(ledger.dirty().get(own)).toEqual({ seq: 2, priority: 'critical' });
    ledger.takeOver();
    ask('high');
    expect(announced).toEqual(['critical', 'low', 'high']);
    const again = ledger.cover(own);
    ask('low');
    // An earlier fence than the last leaves more than what came after that.
    ledger.advance(own, covered);
    expect(ledger.dirty().get(own)).toEqual({ seq: 4, priority: 'critical' });
    ledger.advance(own, again);
    expect(ledger.dirty().get(own)).toEqual({ seq: 4, priority: 'low' });
  });

  it('keeps a store dirty until a fence has covered its latest request', () => {
    const { ledger } = ledgerOf();
    ledger.request(own, 'normal', () => undefined);
    const covered = ledger.cover(own);
    ledger.request(own, 'normal', () => undefined);
    ledger.advance(own, covered);
    expect([...ledger.dirty()]).toEqual([[own, { seq: 2, priority: 'normal' }]]);
    ledger.advance(own, ledger.cover(own));
    expect(ledger.dirty().size).toBe(0);
  });

  it('resolves exactly those who wait for a covered request', async () => {
    const { ledger } = ledgerOf();
    const first = ledger.request(own, 'normal', () => undefined);
    const covered = ledger.cover(own);
    const second = ledger.request(own, 'normal', () => undefined);
    if (!first.accepted || !second.accepted) throw new Error('refused');
    const settled: string[] = [];
    void first.durable.then(() => settled.push('first'));
    void second.durable.then(() => settled.push('second'));
    ledger.advance(own, covered);
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toEqual(['first']);
    ledger.advance(own, ledger.cover(own));
    await second.durable;
  });

  it('is durable at once for whoever asks after the fence', async () => {
    const { ledger } = ledgerOf();
    const request = ledger.request(own, 'normal', () => undefined);
    ledger.advance(own, ledger.cover(own));
    if (request.accepted) await request.durable;
    expect(request.accepted).toBe(true);
  });

  it('knows what was durable before, whoever asks for it late and in whatever order', async () => {
    const { ledger } = ledgerOf();
    const ask = () => {
      const request = ledger.request(own, 'normal', () => undefined);
      if (!request.accepted) throw new Error('refused');
      return request;
    };
    const first = ask();
    ledger.advance(own, ledger.cover(own));
    const second = ask();
    const covered = ledger.cover(own);
    const third = ask();
    await first.durable;
    const settled: string[] = [];
    void third.durable.then(() => settled.push('third'));
    void second.durable.then(() => settled.push('second'));
    ledger.advance(own, covered);
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toEqual(['second']);
  });

  it('refuses a further store at the limit, by value, and counts it', () => {
    const { ledger } = ledgerOf(1);
    ledger.request(other, 'normal', () => undefined);
    const refused = ledger.request(storeId('third'), 'normal', () => undefined);
    expect(refused).toMatchObject({
      accepted: false,
      error: {
        code: 'ERR_BACKPRESSURE',
        pending: 1,
        limit: 1,
        priority: 'normal',
        retryable: true,
        retryAfterMs: 5_000,
      },
    });
    expect(ledger.rejections.rejectedRequests).toBe(1);
    expect(ledger.request(other, 'normal', () => undefined)).toMatchObject({
      accepted: true,
      pressure: 1,
    });
  });

  it('always has a place for the store of its own', () => {
    const { ledger } = ledgerOf(1);
    ledger.request(other, 'normal', () => undefined);
    expect(ledger.request(own, 'normal', () => undefined).accepted).toBe(true);
  });

  it('hands everything dirty to a successor, and tells it of who asks again', () => {
    const { ledger, announced } = ledgerOf();
    ledger.request(own, 'normal', () => undefined);
    ledger.cover(own);
    expect([...ledger.takeOver()]).toEqual([[own, { seq: 1, priority: 'normal' }]]);
    ledger.request(own, 'normal', (seq) => announced.push(seq));
    expect(announced).toEqual([2]);
    expect(ledger.cover(own)).toBe(2);
  });

  it('refuses everything once closed and tells who still waits', async () => {
    const { ledger } = ledgerOf();
    const request = ledger.request(own, 'normal', () => undefined);
    if (!request.accepted) throw new Error('refused');
    const waiting = request.durable;
    ledger.close(new WorkerStoppedError('own'));
    expect(ledger.request(own, 'normal', () => undefined)).toMatchObject({
      accepted: false,
      error: { code: 'ERR_WORKER_STOPPED' },
    });
    expect(ledger.rejections.rejectedRequests).toBe(0);
    ledger.abandon(new NotDurableError('own'));
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_NOT_DURABLE' });
    expect([...ledger.dirty().keys()]).toEqual([own]);
  });
});
