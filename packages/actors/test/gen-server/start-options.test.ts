import { exited, GenServer, isAlive, ok, processName } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  linkPuppet,
  type Puppet,
  type PuppetParts,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { gate, observe, testSystem } from '../support/test-system.ts';

const name = processName<Puppet>('slow');
const hang = () => new Promise<never>(() => undefined);

describe('the timeout of a linked start (GS-09)', () => {
  /** A parent whose child takes too long; `answer` is what its startLink came to. */
  async function late(trapExit: boolean) {
    const { system, clock } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const parent = await startPuppet(system, { trapExit, seen });
    const answer = ask(parent, (context) =>
      linkPuppet(context, { init: hang }, { name, timeout: 50 }).catch((error: unknown) => error),
    );
    await clock.advance(50);
    return { system, parent, seen, answer };
  }

  test.each([false, true])('leaves a parent alone that traps exits: %j', async (trapExit) => {
    const { system, parent, seen, answer } = await late(trapExit);
    expect(await answer).toMatchObject({ code: 'ERR_START_TIMEOUT', reason: 'timeout' });
    await settle();
    expect([isAlive(parent), seen]).toEqual([true, []]);
    expect([system.whereis(name), system.processCount]).toEqual([undefined, 1]);
  });

  test('infinity waits without a limit, a wrong one is refused', async () => {
    const { system, clock } = testSystem();
    const ready = gate();
    const starting = startPuppet(
      system,
      { init: () => ready.promise.then(() => ok(0)) },
      { timeout: 'infinity' },
    );
    const watch = observe(starting);
    await clock.advance(1e12);
    expect(watch.settled).toBe(false);
    ready.open();
    await starting;
    const start = async (): Promise<unknown> => startPuppet(system, {}, { timeout: -1 });
    await expect(start()).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: 'timeout' });
    expect(system.processCount).toBe(1);
  });
});

describe('an AbortSignal for a start', () => {
  test.each([false, true])(
    'kills the server in init and leaves its parent alone that traps exits: %j',
    async (trapExit) => {
      const { system } = testSystem();
      const seen: NonNullable<PuppetParts['seen']> = [];
      const parent = await startPuppet(system, { trapExit, seen });
      const controller = new AbortController();
      const { signal } = controller;
      const answer = ask(parent, (context) =>
        linkPuppet(context, { init: hang }, { name, signal }).catch((error: unknown) => error),
      );
      await settle();
      const child = system.whereis(name);
      if (child === undefined) throw new Error('not registered');
      controller.abort('changed my mind');
      expect(await exited(child)).toBe('killed');
      expect(await answer).toBe('changed my mind');
      await settle();
      expect([isAlive(parent), seen, system.whereis(name)]).toEqual([true, [], undefined]);
    },
  );

  test('that has aborted already starts nothing', async () => {
    const { system } = testSystem();
    let ran = false;
    const init = () => {
      ran = true;
      return ok(0);
    };
    const starting = startPuppet(system, { init }, { name, signal: AbortSignal.abort('no') });
    await expect(starting).rejects.toBe('no');
    await settle();
    expect([ran, system.processCount, system.whereis(name)]).toEqual([false, 0, undefined]);
  });

  test('that aborts later has no effect on the server', async () => {
    const { system } = testSystem();
    const controller = new AbortController();
    const pid = await startPuppet(system, {}, { signal: controller.signal });
    controller.abort();
    await settle();
    expect(isAlive(pid)).toBe(true);
  });

  test('has its init told by the signal of its context (JS-03)', async () => {
    const { system } = testSystem();
    const controller = new AbortController();
    const aborted = gate();
    const starting = startPuppet(
      system,
      {
        init: (context) => {
          context.signal.addEventListener('abort', () => aborted.open());
          return hang();
        },
      },
      { signal: controller.signal },
    );
    starting.catch(() => undefined);
    await settle();
    controller.abort();
    await aborted.promise;
  });
});

describe('what init may answer (GS-02)', () => {
  test.each([
    ['nothing more', undefined, 0],
    ['a timeout', { timeout: 10 }, 1],
    ['hibernate', 'hibernate', 0],
  ] as const)('ok and %s (GS-85)', async (_what, next, timeouts) => {
    const { system, clock } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const pid = await startPuppet(system, { seen, init: () => ok('state', next) });
    await clock.advance(10);
    expect(seen).toHaveLength(timeouts);
    expect(await ask(pid, (_context, state) => state)).toBe('state');
  });
});

describe('start and startLink (GS-10, GS-24)', () => {
  test('startLink links before init runs, and makes the starter the parent', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    let parents: unknown[] = [];
    const child = await ask(parent, (context) =>
      linkPuppet(context, {
        init: (mine) => {
          parents = [mine.parent];
          return ok(0);
        },
      }),
    );
    expect(parents[0] === parent).toBe(true);
    tell(child, () => Promise.reject(new Error('boom')));
    await settle();
    expect(isAlive(parent)).toBe(false);
  });

  test('a parent that ends during the init of its child takes it along', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    const starting = ask(parent, (context) => {
      const child = linkPuppet(context, { init: hang }, { name });
      child.catch(() => undefined);
    });
    await starting;
    await GenServer.stop(parent, 'shutdown');
    expect([system.whereis(name), system.processCount]).toEqual([undefined, 0]);
  });

  test('start links nobody and gives no parent', async () => {
    const { system } = testSystem();
    const starter = await startPuppet(system);
    const other = await ask(starter, (context) => startPuppet(context.system));
    expect(await ask(other, (context) => context.parent)).toBeUndefined();
    tell(other, () => Promise.reject(new Error('boom')));
    await settle();
    expect(isAlive(starter)).toBe(true);
  });
});
