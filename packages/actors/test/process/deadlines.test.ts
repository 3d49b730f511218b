import { ManualClock, settle } from '@holdfast/actors/testing';
import { describe, expect, it } from 'vitest';
import { Deadline, Deadlines } from '../../src/process/deadlines.ts';

class Named extends Deadline {
  readonly name: string;
  readonly log: string[];

  constructor(name: string, log: string[]) {
    super();
    this.name = name;
    this.log = log;
  }

  override expire(afterMs: number): void {
    this.log.push(`${this.name} after ${afterMs}`);
  }
}

function bench(): {
  clock: ManualClock;
  deadlines: Deadlines;
  log: string[];
  set: (name: string, ms: number) => Named;
} {
  const clock = new ManualClock();
  const deadlines = new Deadlines(clock);
  const log: string[] = [];
  const set = (name: string, ms: number): Named => {
    const deadline = new Named(name, log);
    deadlines.set(deadline, ms);
    return deadline;
  };
  return { clock, deadlines, log, set };
}

describe('deadlines', () => {
  it('expire at their time and not before, each once', async () => {
    const { clock, log, set } = bench();
    set('a', 100);
    await clock.advance(60);
    set('b', 100);
    await clock.advance(39);
    expect(log).toEqual([]);
    await clock.advance(1);
    expect(log).toEqual(['a after 100']);
    await clock.advance(59);
    expect(log).toHaveLength(1);
    await clock.advance(1);
    expect(log).toEqual(['a after 100', 'b after 100']);
    await clock.advance(1_000);
    expect(log).toHaveLength(2);
  });

  it('of different lengths do not wait for each other', async () => {
    const { clock, log, set } = bench();
    set('long', 1_000);
    set('short', 10);
    set('never', Number.POSITIVE_INFINITY);
    await clock.advance(10);
    expect(log).toEqual(['short after 10']);
    await clock.advance(990);
    expect(log).toEqual(['short after 10', 'long after 1000']);
  });

  it('that were dropped do not expire: first, last, in the middle, and twice', async () => {
    const { clock, deadlines, log, set } = bench();
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => set(name, 100));
    for (const index of [0, 2, 4, 2]) deadlines.drop(all[index] as Named);
    await clock.advance(100);
    expect(log).toEqual(['b after 100', 'd after 100']);
  });

  it('take one timer for each length, however many there are', () => {
    const { clock, set } = bench();
    for (let count = 0; count < 1_000; count += 1) set('x', 100 + (count % 2));
    expect(clock.pendingTimers).toBe(2);
  });

  it('leave no timer behind when all are dropped, and work again afterwards', async () => {
    const { clock, deadlines, log, set } = bench();
    deadlines.drop(set('a', 100));
    await settle();
    expect(clock.pendingTimers).toBe(0);
    set('b', 100);
    await clock.advance(100);
    expect(log).toEqual(['b after 100']);
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  it('may be set and dropped by one that expires', async () => {
    const { clock, deadlines, log, set } = bench();
    const other = new Named('other', log);
    class Meddling extends Deadline {
      override expire(): void {
        deadlines.drop(other);
        set('set by it', 100);
      }
    }
    deadlines.set(new Meddling(), 100);
    deadlines.set(other, 100);
    await clock.advance(100);
    expect(log).toEqual([]);
    await clock.advance(100);
    expect(log).toEqual(['set by it after 100']);
  });
});
