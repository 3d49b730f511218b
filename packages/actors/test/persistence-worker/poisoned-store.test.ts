import { storeId } from '@holdfast/actors/ports';
import { describe, expect, it } from 'vitest';
import { NotDurableError } from '../../src/persistence-worker/errors.ts';
import { Ledger } from '../../src/persistence-worker/ledger.ts';

const own = storeId('own');
const other = storeId('other');
const cause = new Error('the log is shorter than it was');

function ledgerWith(...stores: (typeof own)[]) {
  const ledger = new Ledger(own, () => ({ maxPendingStores: 10, persistenceInterval: 5_000 }));
  const ask = (id: typeof own) => ledger.request(id, 'normal', () => undefined);
  const requests = stores.map(ask);
  const durable = (at: number): Promise<void> => {
    const request = requests[at];
    if (request?.accepted !== true) throw new Error('refused');
    return request.durable;
  };
  return { ledger, ask, durable };
}

describe('a poisoned store, at the door', () => {
  it('is refused by value with the cause, also if it is pending, or the own one', () => {
    const { ledger, ask } = ledgerWith(own, other);
    for (const id of [own, other]) {
      ledger.poison(id, cause);
      expect(ask(id)).toMatchObject({
        accepted: false,
        error: { code: 'ERR_STORE_POISONED', storeId: id, cause, retryable: false },
      });
    }
    expect(ledger.check(own, 'critical')).toMatchObject({ code: 'ERR_STORE_POISONED' });
    expect(ask(storeId('third'))).toMatchObject({ accepted: true });
    expect(ledger.rejections.rejectedRequests).toBe(0);
  });

  it('tells who waits for its durability and nobody else, and stays dirty', async () => {
    const { ledger, durable } = ledgerWith(own, other);
    const told = expect(durable(1)).rejects.toMatchObject({ code: 'ERR_STORE_POISONED', cause });
    const kept = durable(0);
    ledger.poison(other, cause);
    ledger.poison(other, new Error('again'));
    await told;
    await expect(ledger.whenDurable(other, 2)).rejects.toMatchObject({ cause });
    expect([...ledger.dirty().keys()]).toEqual([own, other]);
    ledger.advance(own, ledger.cover(own));
    await kept;
  });

  it('is accepted again once it was seen to', async () => {
    const { ledger, ask, durable } = ledgerWith(other);
    const told = expect(durable(0)).rejects.toMatchObject({ code: 'ERR_STORE_POISONED' });
    ledger.poison(other, cause);
    await told;
    ledger.reopen(other);
    const request = ask(other);
    if (!request.accepted) throw request.error;
    const again = request.durable;
    ledger.advance(other, ledger.cover(other));
    await again;
  });

  it('has nobody left to tell when the worker ends', async () => {
    const { ledger, durable } = ledgerWith(own, other);
    const told = [
      expect(durable(0)).rejects.toMatchObject({ code: 'ERR_NOT_DURABLE' }),
      expect(durable(1)).rejects.toMatchObject({ code: 'ERR_STORE_POISONED' }),
    ];
    ledger.poison(other, cause);
    ledger.abandon(new NotDurableError('own'));
    await Promise.all(told);
  });
});
