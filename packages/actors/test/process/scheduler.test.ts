import { describe, expect, test, vi } from 'vitest';
import { Scheduler, Turn } from '../../src/process/scheduler.ts';

/** How many messages a turn allows while the time stands still. */
function allowance(turn: Turn): number {
  let count = 1;
  while (!turn.spent()) count += 1;
  return count;
}

/** A process that waits for its next turn. */
function nextTurn(scheduler: Scheduler): Promise<Turn> {
  return new Promise((resolve) => {
    scheduler.queue({ takeTurn: resolve, rest: () => undefined });
  });
}

function atTime(now: number): void {
  vi.spyOn(performance, 'now').mockReturnValue(now);
}

describe('Turn', () => {
  test.each([
    [1, 2_000],
    [2, 1_000],
    [3, 666],
    [2_000, 1],
    [1_000_000, 1],
  ])('shared by %i it is spent after %i messages', (sharers, messages) => {
    atTime(0);
    expect(allowance(new Turn(sharers))).toBe(messages);
    vi.restoreAllMocks();
  });

  test('is spent early when its time is over, and looks at the clock now and then', () => {
    atTime(0);
    const turn = new Turn(1);
    atTime(9.99);
    for (let message = 0; message < 16; message += 1) expect(turn.spent()).toBe(false);
    atTime(10);
    expect(allowance(turn)).toBeLessThanOrEqual(16);
    vi.restoreAllMocks();
  });

  test('shares its time as well', () => {
    atTime(0);
    const turn = new Turn(5);
    atTime(2);
    expect(allowance(turn)).toBeLessThanOrEqual(16);
    vi.restoreAllMocks();
  });
});

describe('Scheduler', () => {
  test('the next turn comes after immediates that were there before', async () => {
    const scheduler = new Scheduler();
    const events: string[] = [];
    setImmediate(() => events.push('immediate'));
    await nextTurn(scheduler).then(() => events.push('turn'));
    expect(events).toEqual(['immediate', 'turn']);
  });

  test('those who wait together get their turns together, in order, each an even share', async () => {
    const scheduler = new Scheduler();
    const order: number[] = [];
    atTime(0);
    const turns = await Promise.all(
      [0, 1, 2, 3].map(async (index) => {
        const turn = await nextTurn(scheduler);
        order.push(index);
        return turn;
      }),
    );
    expect(order).toEqual([0, 1, 2, 3]);
    expect(turns.map(allowance)).toEqual([500, 500, 500, 500]);
    vi.restoreAllMocks();
  });

  test('one who is woken meanwhile shares with those who wait', async () => {
    const scheduler = new Scheduler();
    atTime(0);
    expect(allowance(scheduler.firstTurn())).toBe(2_000);
    const waiting = [nextTurn(scheduler), nextTurn(scheduler), nextTurn(scheduler)];
    expect(allowance(scheduler.firstTurn())).toBe(500);
    await Promise.all(waiting);
    expect(allowance(scheduler.firstTurn())).toBe(2_000);
    vi.restoreAllMocks();
  });

  test('one who waits again gets the turn after next', async () => {
    const scheduler = new Scheduler();
    let immediates = 0;
    await nextTurn(scheduler);
    setImmediate(() => {
      immediates += 1;
    });
    await nextTurn(scheduler);
    expect(immediates).toBe(1);
  });
});
