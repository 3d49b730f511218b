import { describe, expect, test } from 'vitest';
import { ExitQueue } from '../../src/process/exit-queue.ts';

describe('ExitQueue', () => {
  test('tells at once, and what follows from it afterwards, in order', () => {
    const queue = new ExitQueue(() => undefined);
    const events: string[] = [];
    queue.add(() => {
      events.push('first begins');
      queue.add(() => events.push('second'));
      queue.add(() => events.push('third'));
      events.push('first ends');
    });
    expect(events).toEqual(['first begins', 'first ends', 'second', 'third']);
  });

  test('a hundred thousand ends in a row need no deep stack', () => {
    const queue = new ExitQueue(() => undefined);
    let told = 0;
    const tell = (): void => {
      told += 1;
      if (told < 100_000) queue.add(tell);
    };
    queue.add(tell);
    expect(told).toBe(100_000);
  });

  test('goes on after one that threw, and says so', () => {
    const errors: unknown[] = [];
    const queue = new ExitQueue((error) => errors.push(error));
    const told: string[] = [];
    queue.add(() => {
      queue.add(() => told.push('waiting'));
      throw new Error('x');
    });
    queue.add(() => told.push('later'));
    expect(told).toEqual(['waiting', 'later']);
    expect(errors).toMatchObject([{ message: 'x' }]);
  });
});
