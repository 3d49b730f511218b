import { describe, expect, test } from 'vitest';
import { Mailbox } from '../../src/process/mailbox.ts';

function filled(count: number): Mailbox<number> {
  const mailbox = new Mailbox<number>();
  for (let item = 0; item < count; item += 1) mailbox.push(item);
  return mailbox;
}

function capacity(mailbox: Mailbox<number>): number {
  return (Reflect.get(mailbox, 'ring') as unknown[]).length;
}

describe('Mailbox', () => {
  test('is empty at first', () => {
    const mailbox = new Mailbox<number>();
    expect([mailbox.size, mailbox.shift(), mailbox.size]).toEqual([0, undefined, 0]);
    expect(mailbox.takeAll()).toEqual([]);
  });

  test.each([1, 4, 5, 8, 9, 1_000, 100_000])('gives %i items back in order', (count) => {
    const mailbox = filled(count);
    expect(mailbox.size).toBe(count);
    let next = 0;
    for (let item = mailbox.shift(); item !== undefined; item = mailbox.shift()) {
      if (item !== next) throw new Error(`got ${item} for ${next}`);
      next += 1;
    }
    expect([next, mailbox.size]).toEqual([count, 0]);
  });

  test.each([0, 1, 2, 3, 4, 5, 7])('keeps the order when it grows with its head at %i', (head) => {
    const mailbox = new Mailbox<number>();
    for (let turn = 0; turn < head; turn += 1) {
      mailbox.push(-1);
      mailbox.shift();
    }
    for (let item = 0; item < 40; item += 1) mailbox.push(item);
    expect(mailbox.takeAll()).toEqual(Array.from({ length: 40 }, (_, index) => index));
  });

  test('behaves like an array under any mixture of push and shift', () => {
    const mailbox = new Mailbox<number>();
    const model: number[] = [];
    let seed = 7;
    for (let step = 0; step < 200_000; step += 1) {
      seed = (seed * 48_271) % 2_147_483_647;
      // Waves: mostly pushes, then mostly shifts, so that it grows, wraps and empties.
      if (seed % 1_000 < 20) {
        mailbox.unshift(step);
        model.unshift(step);
      } else if (seed % 100 < (step % 20_000 < 10_000 ? 60 : 30)) {
        mailbox.push(step);
        model.push(step);
      } else if (mailbox.shift() !== model.shift()) throw new Error(`differs at step ${step}`);
      if (mailbox.size !== model.length) throw new Error(`size differs at step ${step}`);
    }
    expect(mailbox.takeAll()).toEqual(model);
  });

  test.each([0, 1, 3, 4, 7, 8])('unshift puts an item in front of %i others', (count) => {
    const mailbox = filled(count);
    mailbox.unshift(-1);
    mailbox.unshift(-2);
    expect(mailbox.size).toBe(count + 2);
    expect(mailbox.takeAll()).toEqual([-2, -1, ...Array.from({ length: count }, (_, i) => i)]);
  });

  test('can be used again after takeAll', () => {
    const mailbox = filled(3);
    mailbox.takeAll();
    mailbox.push(7);
    expect([mailbox.size, mailbox.shift(), mailbox.shift()]).toEqual([1, 7, undefined]);
  });

  test('gives the memory of a burst back once it is empty', () => {
    const mailbox = filled(100_000);
    for (let left = 100_000; left > 1; left -= 1) mailbox.shift();
    expect(capacity(mailbox)).toBe(131_072);
    mailbox.shift();
    expect(capacity(mailbox)).toBe(0);
  });

  test('gives its ring back when it is told to, unless something waits in it', () => {
    const mailbox = filled(2);
    mailbox.shrink();
    expect(mailbox.takeAll()).toEqual([0, 1]);
    mailbox.push(7);
    mailbox.shift();
    expect(capacity(mailbox)).toBeGreaterThan(0);
    mailbox.shrink();
    expect(capacity(mailbox)).toBe(0);
    mailbox.push(8);
    expect(mailbox.shift()).toBe(8);
  });

  test.each([
    [0, [1, 2, 3]],
    [2, [0, 1, 3]],
    [9, [0, 1, 2, 3]],
  ])('takes the first that matches (%i) out, and leaves the others in order', (wanted, left) => {
    const mailbox = filled(4);
    expect(mailbox.removeFirst((item) => item === wanted)).toBe(wanted < 4 ? wanted : undefined);
    expect(mailbox.takeAll()).toEqual(left);
  });

  test('keeps a small ring, so that ordinary traffic allocates nothing', () => {
    const mailbox = filled(1_000);
    while (mailbox.size > 0) mailbox.shift();
    expect(capacity(mailbox)).toBe(1_024);
  });

  test('holds on to no item that it has given away', () => {
    const mailbox = filled(3);
    for (let left = 3; left > 0; left -= 1) mailbox.shift();
    const ring = Reflect.get(mailbox, 'ring') as unknown[];
    expect(ring.filter((slot) => slot !== undefined)).toEqual([]);
  });
});
