import { GenServer, isAlive, noreply, ok, reply, stop } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  act,
  ask,
  type Handled,
  type Handler,
  note,
  type Puppet,
  type PuppetParts,
  request,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { gate, testSystem } from '../support/test-system.ts';

describe('continue (GS-15, GS-74, GS-87, GS-88)', () => {
  test('after init it runs before anything that waits, also what init sent itself', async () => {
    const { system } = testSystem();
    const events: string[] = [];
    const pid = await startPuppet(system, {
      init: ({ self }) => {
        GenServer.cast(
          self,
          note(() => events.push('cast')),
        );
        return ok(0, { continue: note(() => events.push('continue')) });
      },
    });
    await ask(pid, () => undefined);
    expect(events).toEqual(['continue', 'cast']);
  });

  test('start resolves without waiting for it', async () => {
    const { system } = testSystem();
    const work = gate();
    const pid = await startPuppet(system, {
      init: () => ok(0, { continue: act((state) => work.promise.then(() => noreply(state))) }),
    });
    expect(isAlive(pid)).toBe(true);
    work.open();
  });

  test.each(['cast', 'send'] as const)('after a %s it overtakes the queue', async (verb) => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const events: string[] = [];
    GenServer[verb](
      pid,
      act((state, { self }) => {
        GenServer.cast(
          self,
          note(() => events.push('own')),
        );
        return noreply(state, { continue: note(() => events.push('continue')) });
      }),
    );
    GenServer.cast(
      pid,
      note(() => events.push('queued')),
    );
    await ask(pid, () => undefined);
    await ask(pid, () => undefined);
    expect(events).toEqual(['continue', 'queued', 'own']);
  });

  test('a reply reaches the caller before the continue has finished', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const work = gate();
    let done = false;
    const next: Handler = async (state) => {
      await work.promise;
      done = true;
      return noreply(state);
    };
    expect(
      await request(pid, () => reply<string, number, Puppet>('now', 1, { continue: act(next) })),
    ).toBe('now');
    expect(done).toBe(false);
    work.open();
    await ask(pid, () => undefined);
    expect(done).toBe(true);
  });

  test('sees the state that was returned with it, and may change it', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    tell(pid, () =>
      noreply('from cast', { continue: act((state) => noreply([state, 'continued'])) }),
    );
    expect(await ask(pid, (_context, state) => state)).toEqual(['from cast', 'continued']);
  });

  test('may be followed by another one, still before the queue', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const events: string[] = [];
    const last = note(() => events.push('last'));
    const first = act((state) => {
      events.push('first');
      return noreply(state, { continue: last });
    });
    tell(pid, (state) => noreply(state, { continue: first }));
    await ask(pid, () => events.push('call'));
    expect(events).toEqual(['first', 'last', 'call']);
  });

  test('may end in a timeout', async () => {
    const { system, clock } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const pid = await startPuppet(system, { seen });
    tell(pid, (state) =>
      noreply(state, { continue: act((mine) => noreply(mine, { timeout: 100 })) }),
    );
    await clock.advance(100);
    expect(seen).toEqual([{ type: 'timeout' }]);
    expect(isAlive(pid)).toBe(true);
  });

  test('may stop the server; the queue is not served', async () => {
    const { system } = testSystem();
    const reasons: unknown[] = [];
    const pid = await startPuppet(system, { terminate: (reason) => void reasons.push(reason) });
    tell(pid, (state) => noreply(state, { continue: act((mine) => stop('done', mine)) }));
    await expect(ask(pid, () => 'never')).rejects.toMatchObject({ reason: 'done' });
    expect(reasons).toEqual(['done']);
  });

  test('a throwing one ends the server with the state before it', async () => {
    const { system } = testSystem();
    const states: unknown[] = [];
    const pid = await startPuppet(system, {
      terminate: (_reason, state) => void states.push(state),
    });
    const boom = new Error('boom');
    tell(pid, () => noreply('good', { continue: act(() => Promise.reject(boom)) }));
    await settle();
    expect(isAlive(pid)).toBe(false);
    expect(states).toEqual(['good']);
  });
});

describe('a server that works in many steps', () => {
  /** Counts down in continues; answers whether the event loop got a turn before the end. */
  async function countDown(steps: number, isAsync: boolean): Promise<boolean> {
    const { system } = testSystem();
    const pid = await startPuppet(system, { init: () => ok(steps) });
    let left = steps;
    let leftAtTurn: number | undefined;
    setImmediate(() => setImmediate(() => setImmediate(() => (leftAtTurn ??= left))));
    const step: Handler = (state) => {
      left -= 1;
      const next: Handled = left > 0 ? noreply(state, { continue: act(step) }) : noreply(state);
      return isAsync ? Promise.resolve(next) : next;
    };
    tell(pid, step);
    await ask(pid, () => undefined, { timeout: 'infinity' });
    expect(left).toBe(0);
    return leftAtTurn !== undefined && leftAtTurn > 0;
  }

  test('a hundred thousand synchronous continues in a row do not exhaust the stack', async () => {
    await countDown(100_000, false);
  });

  test('a hundred thousand asynchronous continues in a row come to their end', async () => {
    await countDown(100_000, true);
  });

  test('a long row of asynchronous continues lets the event loop run', async () => {
    expect(await countDown(100_000, true)).toBe(true);
  });
});
