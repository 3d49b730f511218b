import { exit, GenServer, noreply, type TimerRef } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { ask, type PuppetContext, type PuppetParts, startPuppet, tell } from '../support/puppet.ts';
import { gate, testSystem } from '../support/test-system.ts';

async function withTimers() {
  const { system, clock } = testSystem();
  const seen: NonNullable<PuppetParts['seen']> = [];
  const pid = await startPuppet(system, { seen });
  const sendAfter = (ms: number, text: string): Promise<TimerRef> =>
    ask(pid, (context) => context.sendAfter(ms, { type: 'note', text }));
  const cancel = (ref: TimerRef) => ask(pid, (context) => context.cancelTimer(ref));
  return { system, clock, seen, pid, sendAfter, cancel };
}

describe('sendAfter (PR-40, PR-45, PR-46)', () => {
  test('delivers once, and not before its time', async () => {
    const { clock, seen, sendAfter } = await withTimers();
    await sendAfter(100, 'now');
    await clock.advance(99);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual([{ type: 'note', text: 'now' }]);
    await clock.advance(1_000);
    expect(seen).toHaveLength(1);
  });

  test('several come in the order of their times, equal ones in the order made', async () => {
    const { clock, seen, sendAfter } = await withTimers();
    for (const [ms, text] of [
      [30, 'c'],
      [10, 'a'],
      [20, 'b1'],
      [20, 'b2'],
    ] as const) {
      await sendAfter(ms, text);
    }
    await clock.advance(30);
    expect(seen.map((message) => message.type === 'note' && message.text)).toEqual([
      'a',
      'b1',
      'b2',
      'c',
    ]);
  });

  test('0 comes after what already waits', async () => {
    const { clock, seen, pid } = await withTimers();
    tell(pid, (state, context) => {
      context.sendAfter(0, { type: 'note', text: 'timer' });
      GenServer.send(context.self, { type: 'note', text: 'waiting' });
      return noreply(state);
    });
    await clock.advance(0);
    expect(seen.map((message) => message.type === 'note' && message.text)).toEqual([
      'waiting',
      'timer',
    ]);
  });

  test('a negative time counts as 0', async () => {
    const { clock, seen, sendAfter } = await withTimers();
    await sendAfter(-50, 'past');
    await clock.advance(0);
    expect(seen).toHaveLength(1);
  });

  test('a timer dies with its server', async () => {
    const { clock, pid, sendAfter } = await withTimers();
    await sendAfter(100, 'never');
    await settle();
    expect(clock.pendingTimers).toBe(1);
    exit(pid, 'kill');
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  test('a killed server whose callback runs on can make no timer any more', async () => {
    const { clock, pid } = await withTimers();
    const { promise, open } = gate();
    tell(pid, async (state, context) => {
      await promise;
      context.sendAfter(1e9, { type: 'note', text: 'from the grave' });
      return noreply(state);
    });
    await settle();
    exit(pid, 'kill');
    open();
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('cancelTimer (PR-41, PR-43)', () => {
  test('answers the time that was left, and nothing is delivered', async () => {
    const { clock, seen, sendAfter, cancel } = await withTimers();
    const ref = await sendAfter(100, 'never');
    await clock.advance(40);
    expect(await cancel(ref)).toBe(60);
    await clock.advance(1_000);
    expect(seen).toEqual([]);
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  test('answers false the second time, and once it has fired', async () => {
    const { clock, sendAfter, cancel } = await withTimers();
    const [stopped, fired] = [await sendAfter(100, 'never'), await sendAfter(1, 'fired')];
    await clock.advance(1);
    await cancel(stopped);
    expect(await cancel(stopped)).toBe(false);
    expect(await cancel(fired)).toBe(false);
  });

  test('does not take back a message that has been delivered', async () => {
    const { clock, seen, pid } = await withTimers();
    const { promise, open } = gate();
    const cancelled = ask(pid, async (context) => {
      const ref = context.sendAfter(10, { type: 'note', text: 'delivered' });
      await promise;
      return context.cancelTimer(ref);
    });
    await clock.advance(10);
    open();
    expect(await cancelled).toBe(false);
    await settle();
    expect(seen).toHaveLength(1);
  });

  test('leaves other timers alone', async () => {
    const { clock, seen, sendAfter, cancel } = await withTimers();
    const ref = await sendAfter(10, 'never');
    await sendAfter(10, 'other');
    await cancel(ref);
    await clock.advance(10);
    expect(seen).toEqual([{ type: 'note', text: 'other' }]);
  });
});

describe('context.signal (JS-03)', () => {
  async function contextOf(): Promise<{ context: PuppetContext; end: () => void }> {
    const { pid } = await withTimers();
    const context = await ask(pid, (mine) => mine);
    return { context, end: () => exit(pid, 'kill') };
  }

  test('aborts when the server ends, not inside the one who ends it', async () => {
    const { context, end } = await contextOf();
    const { signal } = context;
    expect(signal.aborted).toBe(false);
    expect(context.signal).toBe(signal);
    end();
    expect(signal.aborted).toBe(false);
    await settle();
    expect(signal.aborted).toBe(true);
  });

  test('asked for by a callback of a killed server it has already aborted', async () => {
    const { context, end } = await contextOf();
    end();
    const { signal } = context;
    await settle();
    expect(signal.aborted).toBe(true);
  });
});
