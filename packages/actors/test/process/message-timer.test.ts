import {
  cancelTimer,
  exit,
  GenServer,
  processInfo,
  readTimer,
  sendAfter,
  type TimerRef,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  type PuppetContext,
  type PuppetParts,
  type PuppetPid,
  startPuppet,
} from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

type Seen = NonNullable<PuppetParts['seen']>;

const ping = { type: 'note', text: 'ping' } as const;

async function pair(): Promise<{
  clock: ReturnType<typeof testSystem>['clock'];
  one: PuppetContext;
  other: PuppetContext;
  pids: [PuppetPid, PuppetPid];
  seen: Seen;
}> {
  const { system, clock } = testSystem();
  const seen: Seen = [];
  const pids: [PuppetPid, PuppetPid] = [
    await startPuppet(system, { seen }),
    await startPuppet(system),
  ];
  const [one, other] = [await ask(pids[0], (mine) => mine), await ask(pids[1], (mine) => mine)];
  return { clock, one, other, pids, seen };
}

describe('readTimer (PR-42)', () => {
  test('tells what is left, and lets the timer run', async () => {
    const { clock, one, seen } = await pair();
    const ref = one.sendAfter(100, ping);
    expect(one.readTimer(ref)).toBe(100);
    await clock.advance(30);
    expect([one.readTimer(ref), readTimer(ref)]).toEqual([70, 70]);
    await clock.advance(70);
    expect(seen).toEqual([ping]);
    expect(one.readTimer(ref)).toBe(false);
  });

  test('is false for a timer that was stopped', async () => {
    const { one } = await pair();
    const ref = one.sendAfter(100, ping);
    one.cancelTimer(ref);
    expect(readTimer(ref)).toBe(false);
  });

  test('tells whole milliseconds, and never less than is left', async () => {
    const { clock, one } = await pair();
    const ref = one.sendAfter(10, ping);
    await clock.advance(0.5);
    expect(readTimer(ref)).toBe(10);
    expect(cancelTimer(ref)).toBe(10);
  });
});

describe('a timer in the hands of others (PR-44)', () => {
  test.each<[string, (ref: TimerRef, other: PuppetContext) => number | false]>([
    ['another process', (ref, other) => other.cancelTimer(ref)],
    ['nobody', (ref) => cancelTimer(ref)],
  ])('can be stopped by %s', async (_who, cancel) => {
    const { clock, one, other, seen } = await pair();
    const ref = one.sendAfter(100, ping);
    await clock.advance(40);
    expect(cancel(ref, other)).toBe(60);
    expect(clock.pendingTimers).toBe(0);
    expect([cancel(ref, other), one.cancelTimer(ref), one.readTimer(ref)]).toEqual([
      false,
      false,
      false,
    ]);
    await clock.advance(1_000);
    expect([seen, clock.pendingTimers]).toEqual([[], 0]);
  });

  test('a server can stop a timer after its callback', async () => {
    const { clock, pids, seen } = await pair();
    const ref = await ask(pids[0], (context) => context.sendAfter(100, ping));
    expect(await ask(pids[1], (context) => context.cancelTimer(ref))).toBe(100);
    await clock.advance(100);
    expect(seen).toEqual([]);
  });
});

describe('sendAfter to another (PR-40, PR-45)', () => {
  test('delivers to it once, not before', async () => {
    const { clock, pids, seen } = await pair();
    sendAfter(pids[0], 10, ping);
    await clock.advance(9);
    expect(seen).toEqual([]);
    await clock.advance(1_000);
    expect(seen).toEqual([ping]);
  });

  test('outlives its sender', async () => {
    const { clock, pids, seen } = await pair();
    await ask(pids[1], () => void sendAfter(pids[0], 10, ping));
    exit(pids[1], 'kill');
    await clock.advance(10);
    expect(seen).toEqual([ping]);
  });

  test('dies with its receiver', async () => {
    const { clock, pids } = await pair();
    const ref = sendAfter(pids[0], 10, ping);
    await GenServer.stop(pids[0]);
    await settle();
    expect([clock.pendingTimers, readTimer(ref), cancelTimer(ref)]).toEqual([0, false, false]);
  });

  test('to a dead process arms nothing', async () => {
    const { clock, pids } = await pair();
    exit(pids[0], 'kill');
    const ref = sendAfter(pids[0], 10, ping);
    await settle();
    expect([clock.pendingTimers, cancelTimer(ref)]).toEqual([0, false]);
  });

  test('leaves nothing at its receiver once it has fired or was stopped', async () => {
    const { clock, pids, seen } = await pair();
    for (let count = 0; count < 100; count += 1) cancelTimer(sendAfter(pids[0], 10, ping));
    for (let count = 0; count < 100; count += 1) sendAfter(pids[0], 10, ping);
    await clock.advance(10);
    await settle();
    expect([seen.length, clock.pendingTimers]).toEqual([100, 0]);
    expect(processInfo(pids[0])?.messageQueueLength).toBe(0);
  });
});

describe('the order of timers and messages (PR-43, PR-46)', () => {
  test('0 is a message like any other, behind those that wait when it is due', async () => {
    const { clock, pids, seen } = await pair();
    sendAfter(pids[0], 0, { type: 'note', text: 'timer 1' });
    sendAfter(pids[0], 0, { type: 'note', text: 'timer 2' });
    GenServer.send(pids[0], { type: 'note', text: 'sent' });
    expect(seen).toEqual([]);
    await clock.advance(0);
    expect(seen).toMatchObject([{ text: 'sent' }, { text: 'timer 1' }, { text: 'timer 2' }]);
  });

  test('stopping it takes back no message that was delivered', async () => {
    const { clock, one, seen } = await pair();
    const ref = one.sendAfter(10, ping);
    await clock.advance(10);
    expect(one.cancelTimer(ref)).toBe(false);
    expect(seen).toEqual([ping]);
  });
});
