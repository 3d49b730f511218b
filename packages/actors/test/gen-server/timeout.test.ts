import {
  ActorSystem,
  type Clock,
  GenServer,
  isAlive,
  noreply,
  ok,
  reply,
  silentLogger,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { act, ask, note, type PuppetParts, request, startPuppet, tell } from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

const timeout = { type: 'timeout' };

async function quiet(ms: number) {
  const { system, clock } = testSystem();
  const seen: NonNullable<PuppetParts['seen']> = [];
  const pid = await startPuppet(system, { seen, init: () => ok(0, { timeout: ms }) });
  return { pid, clock, seen };
}

/** A server with a timeout armed, and timers that go off when told, cancelled or not. */
async function byHand() {
  const callbacks: (() => void)[] = [];
  const clock: Clock = {
    now: () => 0,
    wallTime: () => 0,
    setTimer: (ms, callback) => {
      if (Number.isFinite(ms)) callbacks.push(callback);
      return { cancel: () => undefined };
    },
  };
  const seen: NonNullable<PuppetParts['seen']> = [];
  const system = new ActorSystem({ clock, random: () => 0, logger: silentLogger });
  const pid = await startPuppet(system, { seen, init: () => ok(0, { timeout: 10 }) });
  return { pid, seen, fire: (index: number) => callbacks[index]?.() };
}

describe('a timeout in a return value (GS-80 to GS-82)', () => {
  test('arrives once, when nothing came for so long', async () => {
    const { pid, clock, seen } = await quiet(100);
    await clock.advance(99);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual([timeout]);
    await clock.advance(1_000);
    expect(seen).toEqual([timeout]);
    expect(isAlive(pid)).toBe(true);
  });

  test.each<[string, (pid: Awaited<ReturnType<typeof quiet>>['pid']) => unknown]>([
    [
      'cast',
      (pid) =>
        GenServer.cast(
          pid,
          note(() => undefined),
        ),
    ],
    ['info', (pid) => GenServer.send(pid, { type: 'note', text: 'hello' })],
    ['call', (pid) => ask(pid, () => 1)],
  ])(
    'any %s that comes first cancels it, and it is not armed again (GS-81)',
    async (_what, send) => {
      const { pid, clock, seen } = await quiet(100);
      await clock.advance(50);
      send(pid);
      await clock.advance(1_000);
      expect(seen.filter(({ type }) => type === 'timeout')).toEqual([]);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('a later return arms it anew, with its own time', async () => {
    const { pid, clock, seen } = await quiet(100);
    await clock.advance(99);
    tell(pid, (state) => noreply(state, { timeout: 500 }));
    await clock.advance(499);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual([timeout]);
  });

  test('may come with a reply', async () => {
    const { pid, clock, seen } = await quiet(1e6);
    expect(await request(pid, (_from, state) => reply('answer', state, { timeout: 10 }))).toBe(
      'answer',
    );
    await clock.advance(10);
    expect(seen).toEqual([timeout]);
  });

  test('returned from the timeout itself it makes a clock', async () => {
    const { system, clock } = testSystem();
    let ticks = 0;
    interface Ticker {
      readonly call: never;
    }
    await GenServer.start<undefined, number, Ticker>(
      system,
      {
        init: () => ok(0, { timeout: 10 }),
        handleInfo: (_message, state) => {
          ticks += 1;
          return noreply(state, { timeout: 10 });
        },
      },
      undefined,
    );
    await clock.advance(100);
    expect(ticks).toBe(10);
  });

  test('0 fires at once when nothing waits', async () => {
    const { pid, clock, seen } = await quiet(1e6);
    tell(pid, (state) => noreply(state, { timeout: 0 }));
    await clock.advance(0);
    expect(seen).toEqual([timeout]);
  });

  test('0 is forgotten when a message waits', async () => {
    const { pid, clock, seen } = await quiet(1e6);
    tell(pid, (state) => noreply(state, { timeout: 0 }));
    GenServer.send(pid, { type: 'note', text: 'waiting' });
    await clock.advance(0);
    expect(seen).toEqual([{ type: 'note', text: 'waiting' }]);
  });

  test('a message that waits when the time is over comes first and cancels it', async () => {
    const { pid, seen, fire } = await byHand();
    GenServer.send(pid, { type: 'note', text: 'just in time' });
    fire(0);
    await settle();
    expect(seen).toEqual([{ type: 'note', text: 'just in time' }]);
  });

  test('one that is over stays so, though a message came right behind it', async () => {
    const { pid, seen, fire } = await byHand();
    fire(0);
    GenServer.send(pid, { type: 'note', text: 'too late' });
    await settle();
    expect(seen).toEqual([timeout, { type: 'note', text: 'too late' }]);
  });

  test('one that was cancelled is not taken for the next one', async () => {
    const { pid, seen, fire } = await byHand();
    tell(pid, (state) => noreply(state, { timeout: 100 }));
    fire(0);
    await settle();
    expect(seen).toEqual([]);
    fire(1);
    await settle();
    expect(seen).toEqual([timeout]);
  });

  test('0 fires though one that was cancelled too late still waits', async () => {
    const { pid, seen, fire } = await byHand();
    tell(pid, (state) => noreply(state, { timeout: 0 }));
    fire(0);
    await settle();
    expect(seen).toEqual([timeout]);
  });

  test('an infinite one never fires', async () => {
    const { clock, seen } = await quiet(Number.POSITIVE_INFINITY);
    await clock.advance(1e12);
    expect(seen).toEqual([]);
  });

  test('dies with its server', async () => {
    const { pid, clock } = await quiet(100);
    await GenServer.stop(pid);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a timer of sendAfter counts as a message', async () => {
    const { pid, clock, seen } = await quiet(1e6);
    GenServer.cast(
      pid,
      act((state, context) => {
        context.sendAfter(50, { type: 'note', text: 'timer' });
        return noreply(state, { timeout: 100 });
      }),
    );
    await clock.advance(1_000);
    expect(seen).toEqual([{ type: 'note', text: 'timer' }]);
  });
});
