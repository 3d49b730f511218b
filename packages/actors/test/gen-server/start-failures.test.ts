import {
  type ExitReason,
  exit,
  exited,
  exitWith,
  failToStart,
  GenServer,
  ignore,
  ok,
  processName,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { type Puppet, type PuppetParts, startPuppet } from '../support/puppet.ts';
import { type Gate, gate, recordingLogger, testSystem } from '../support/test-system.ts';

const boom = new Error('boom');

describe('a server that does not start (GS-03, GS-04, GS-06, GS-07)', () => {
  test.each<[string, PuppetParts['init'], string, ExitReason]>([
    ['ignore', () => ignore(), 'ERR_START_IGNORED', 'ignore'],
    ['failToStart', () => failToStart('no luck'), 'ERR_START_FAILED', 'no luck'],
    [
      'a later failToStart',
      () => Promise.resolve(failToStart('no luck')),
      'ERR_START_FAILED',
      'no luck',
    ],
    [
      'a throw',
      () => {
        throw boom;
      },
      'ERR_START_FAILED',
      { error: boom },
    ],
    ['a rejection', () => Promise.reject(boom), 'ERR_START_FAILED', { error: boom }],
    ['an exit', () => exitWith('no disk'), 'ERR_START_FAILED', 'no disk'],
    ['nothing', () => undefined as never, 'ERR_START_FAILED', { bad_return_value: undefined }],
    ['null', () => null as never, 'ERR_START_FAILED', { bad_return_value: null }],
    ['a number', () => 42 as never, 'ERR_START_FAILED', { bad_return_value: 42 }],
    [
      'the return of another callback',
      () => ({ type: 'noreply', state: 1 }) as never,
      'ERR_START_FAILED',
      { bad_return_value: { type: 'noreply', state: 1 } },
    ],
  ])(
    'init answering %s rejects start with its code and reason',
    async (_what, init, code, reason) => {
      const { system, clock } = testSystem();
      let terminated = false;
      const starting = startPuppet(system, {
        ...(init && { init }),
        terminate: () => {
          terminated = true;
        },
      });
      await expect(starting).rejects.toMatchObject({ code, reason });
      expect(terminated).toBe(false);
      expect(system.processCount).toBe(0);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test.each<[string, PuppetParts['init'], ExitReason]>([
    ['ignore', () => ignore(), 'normal'],
    ['failToStart', () => failToStart('no luck'), 'no luck'],
    ['a throw', () => Promise.reject(boom), { error: boom }],
    ['rubbish', () => 42 as never, { bad_return_value: 42 }],
  ])(
    'init answering %s ends the process with its reason, for all to see',
    async (_w, init, reason) => {
      const { system } = testSystem();
      let end: Promise<ExitReason> | undefined;
      const starting = startPuppet(system, {
        init: (context) => {
          end = exited(context.self);
          return init?.(context) ?? ok(0);
        },
      });
      await expect(starting).rejects.toMatchObject({ name: 'StartError' });
      expect(await end).toEqual(reason);
    },
  );

  test('the thrown error is the cause of the StartError, whose text names the server', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('ledger');
    const starting = startPuppet(system, { init: () => Promise.reject(boom) }, { name });
    await expect(starting).rejects.toMatchObject({
      name: 'StartError',
      cause: boom,
      message: 'ledger did not start: crash: Error: boom',
    });
  });

  test('a missing init fails the start (GS-23)', async () => {
    const { system } = testSystem();
    const starting = GenServer.start(system, {} as never, undefined);
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED' });
  });

  test('an ignored start is not logged, a failed one is', async () => {
    const { logger, lines } = recordingLogger();
    const { system } = testSystem(logger);
    await startPuppet(system, { init: () => ignore() }).catch(() => undefined);
    expect(lines).toEqual([]);
    await startPuppet(system, { init: () => failToStart('no luck') }).catch(() => undefined);
    expect(lines).toMatchObject([{ level: 'error', reason: 'no luck' }]);
  });

  test('callers and senders who came during a failing init learn its reason', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('early');
    const ready = gate();
    const starting = startPuppet(
      system,
      { init: () => ready.promise.then(() => failToStart('no luck')) },
      { name },
    );
    await settle();
    const early = system.whereis(name);
    if (early === undefined) throw new Error('not registered');
    const called = GenServer.call(early, { type: 'ask', run: () => undefined as never });
    const stopped = GenServer.stop(early);
    ready.open();
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED' });
    await expect(called).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason: 'no luck' });
    await expect(stopped).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason: 'no luck' });
  });

  test('a server killed during init rejects its start', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('victim');
    const starting = startPuppet(system, { init: () => new Promise(() => undefined) }, { name });
    await settle();
    const pid = system.whereis(name);
    if (pid === undefined) throw new Error('not registered');
    exit(pid, 'kill');
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED', reason: 'killed' });
  });

  test('a server killed before init has run never runs it', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('victim');
    let ran = false;
    const init = (): never => {
      ran = true;
      throw boom;
    };
    const starting = startPuppet(system, { init }, { name });
    const pid = system.whereis(name);
    if (pid === undefined) throw new Error('not registered');
    exit(pid, 'kill');
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED', reason: 'killed' });
    await settle();
    expect(ran).toBe(false);
  });
});

describe('start timeout (GS-09)', () => {
  const name = processName<Puppet>('slow');

  test('an init that takes too long is killed, and the name is free', async () => {
    const { system, clock } = testSystem();
    const ready = gate();
    const starting = startPuppet(
      system,
      { init: () => ready.promise.then(() => ok(0)) },
      { name, timeout: 100 },
    );
    starting.catch(() => undefined);
    await clock.advance(99);
    expect(system.whereis(name)).toBeDefined();
    await clock.advance(1);
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_TIMEOUT', reason: 'timeout' });
    expect(system.whereis(name)).toBeUndefined();
    expect(system.processCount).toBe(0);
  });

  test.each([
    ['success', (ready: Gate<void>) => ready.open()],
    ['failure', (ready: Gate<void>) => ready.fail(boom)],
  ])('a late %s of the abandoned init has no effect', async (_what, finish) => {
    const { system, clock } = testSystem();
    const ready = gate();
    const starting = startPuppet(
      system,
      { init: () => ready.promise.then(() => ok(0)) },
      { name, timeout: 100 },
    );
    starting.catch(() => undefined);
    await clock.advance(100);
    const next = await startPuppet(system, {}, { name });
    finish(ready);
    await settle();
    expect(system.whereis(name)).toBe(next);
    expect(system.processCount).toBe(1);
  });

  test('an init in time leaves no timer behind', async () => {
    const { system, clock } = testSystem();
    await startPuppet(system, {}, { timeout: 100 });
    expect(clock.pendingTimers).toBe(0);
  });
});
