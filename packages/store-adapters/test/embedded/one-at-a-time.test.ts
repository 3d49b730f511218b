import { describe, expect, it } from 'vitest';
import { OneAtATime } from '../../src/embedded/one-at-a-time.ts';
import { type Gate, gate } from '../support/gate.ts';

function runs(): { readonly started: Gate[]; readonly work: () => Promise<void> } {
  const started: Gate[] = [];
  const work = (): Promise<void> => {
    const next = gate();
    started.push(next);
    return next.promise;
  };
  return { started, work };
}

async function settleMicrotasks(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

describe('OneAtATime', () => {
  it('runs once at a time, and all who came meanwhile share the next run', async () => {
    const { started, work } = runs();
    const one = new OneAtATime(work);
    const order: string[] = [];
    const first = one.run().then(() => order.push('first'));
    const later = [one.run(), one.run()].map((run) => run.then(() => order.push('later')));
    await settleMicrotasks();
    expect(started).toHaveLength(1);
    started[0]?.open();
    await first;
    await settleMicrotasks();
    expect(order).toEqual(['first']);
    expect(started).toHaveLength(2);
    started[1]?.open();
    await Promise.all(later);
    expect(order).toEqual(['first', 'later', 'later']);
    await one.idle();
    expect(started).toHaveLength(2);
  });

  it('goes on after a run that failed', async () => {
    const { started, work } = runs();
    const one = new OneAtATime(work);
    const first = one.run();
    const second = one.run();
    started[0]?.fail(new Error('no disk'));
    await expect(first).rejects.toThrow('no disk');
    await settleMicrotasks();
    started[1]?.open();
    await second;
    await one.idle();
  });
});
