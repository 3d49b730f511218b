import {
  exit,
  exited,
  failToStart,
  GenServer,
  ignore,
  isAlive,
  noreply,
  ok,
  processName,
  reply,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  act,
  ask,
  linkPuppet,
  note,
  type Puppet,
  request,
  startPuppet,
} from '../support/puppet.ts';
import { gate, observe, testSystem } from '../support/test-system.ts';

describe('start (GS-01, GS-02, GS-14)', () => {
  test('resolves with the pid of a living server that has the state init returned', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system, { init: () => ok('first') });
    expect(isAlive(pid)).toBe(true);
    expect(await ask(pid, (_context, state) => state)).toBe('first');
    expect(system.processCount).toBe(1);
  });

  test('runs init later, never inside the caller of start', async () => {
    const { system } = testSystem();
    const events: string[] = [];
    const starting = startPuppet(system, {
      init: () => {
        events.push('init');
        return ok(0);
      },
    });
    events.push('after start');
    await starting;
    expect(events).toEqual(['after start', 'init']);
  });

  test('resolves only when an asynchronous init has settled', async () => {
    const { system } = testSystem();
    const ready = gate();
    const starting = startPuppet(system, { init: () => ready.promise.then(() => ok('late')) });
    const start = observe(starting);
    await settle();
    expect(start.settled).toBe(false);
    ready.open();
    expect(await ask(await starting, (_context, state) => state)).toBe('late');
  });

  test('handles what arrives during init after init, in order', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('busy');
    const ready = gate();
    const events: string[] = [];
    const starting = startPuppet(
      system,
      {
        init: async ({ self }) => {
          GenServer.cast(
            self,
            note(() => events.push('own cast')),
          );
          await ready.promise;
          events.push('init');
          return ok(0);
        },
      },
      { name },
    );
    await settle();
    const early = system.whereis(name);
    if (early === undefined) throw new Error('the name is registered before init runs');
    GenServer.send(
      early,
      note(() => events.push('info')),
    );
    const called = ask(early, () => events.push('call'));
    ready.open();
    await starting;
    await called;
    expect(events).toEqual(['init', 'own cast', 'info', 'call']);
  });

  test('a pid can be logged: as JSON it is small, and tells nothing of the state', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system, { init: () => ok({ password: 'secret' }) });
    const text = JSON.stringify({ pid });
    expect(text).not.toContain('secret');
    expect(text.length).toBeLessThan(200);
  });

  test('gives equal servers different pids', async () => {
    const { system } = testSystem();
    const [one, other] = await Promise.all([startPuppet(system), startPuppet(system)]);
    expect(one).not.toBe(other);
    expect(one.id).not.toBe(other.id);
  });
});

describe('names (GS-05, GS-13, GS-16, GS-54, PR-50)', () => {
  const name = processName<Puppet>('the-one');

  test('whereis finds a server by its name for as long as it lives', async () => {
    const { system } = testSystem();
    expect(system.whereis(name)).toBeUndefined();
    const pid = await startPuppet(system, {}, { name });
    expect(system.whereis(name)).toBe(pid);
    await GenServer.stop(pid);
    expect(system.whereis(name)).toBeUndefined();
  });

  test('a taken name is refused with the pid that has it, and init does not run', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system, {}, { name });
    let ran = false;
    const second = startPuppet(
      system,
      {
        init: () => {
          ran = true;
          return ok(0);
        },
      },
      { name },
    );
    await expect(second).rejects.toMatchObject({ code: 'ERR_ALREADY_STARTED', pid });
    expect(ran).toBe(false);
    expect(system.processCount).toBe(1);
    expect(system.whereis(name)).toBe(pid);
  });

  test('a name is taken from the call of start on, before init has run', async () => {
    const { system } = testSystem();
    const first = startPuppet(system, {}, { name });
    const second = startPuppet(system, {}, { name });
    await expect(second).rejects.toMatchObject({ code: 'ERR_ALREADY_STARTED' });
    expect(system.whereis(name)).toBe(await first);
  });

  test.each([
    ['ignores', () => ignore()],
    ['fails', () => failToStart('no luck')],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['returns rubbish', () => 42 as never],
  ])('the name is free at once after an init that %s', async (_what, init) => {
    const { system } = testSystem();
    await startPuppet(system, { init }, { name }).catch(() => undefined);
    expect(system.whereis(name)).toBeUndefined();
    expect(system.processCount).toBe(0);
    const pid = await startPuppet(system, {}, { name });
    expect(system.whereis(name)).toBe(pid);
  });

  test('a server can take over the name of one whose end it was told of (GS-114)', async () => {
    const { system } = testSystem();
    const first = await startPuppet(system, {}, { name });
    const watcher = await startPuppet(system);
    const successor = request(watcher, async (_from, state, context) => {
      const end = exited(first);
      GenServer.cast(
        first,
        act(() => ({ type: 'stop', reason: 'normal', state })),
      );
      await end;
      return reply(await linkPuppet(context, {}, { name }), state);
    });
    expect(await successor).toBe(system.whereis(name));
  });

  test('a late end of the first holder does not free the name of the second', async () => {
    const { system } = testSystem();
    const hung = gate();
    const first = await startPuppet(system, {}, { name });
    GenServer.cast(
      first,
      act((state) => hung.promise.then(() => noreply(state))),
    );
    await settle();
    exit(first, 'kill');
    const second = await startPuppet(system, {}, { name });
    hung.open();
    await settle();
    expect(system.whereis(name)).toBe(second);
  });
});
