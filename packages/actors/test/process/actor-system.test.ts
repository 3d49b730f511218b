import { getEventListeners } from 'node:events';
import {
  ActorSystem,
  type ExitReason,
  exit,
  exited,
  GenServer,
  isAlive,
  noreply,
  processName,
  silentLogger,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { ask, type Puppet, startChild, startPuppet, tell } from '../support/puppet.ts';
import { observe, recordingLogger, testSystem } from '../support/test-system.ts';

describe('ActorSystem.close', () => {
  test('of an empty system resolves', async () => {
    await testSystem().system.close();
  });

  test('ends every server with shutdown, through terminate, trapping or not', async () => {
    const { system, clock } = testSystem();
    const ends: ExitReason[] = [];
    const terminate = (reason: ExitReason): void => void ends.push(reason);
    await startPuppet(system, { terminate });
    await startPuppet(system, { terminate, trapExit: true });
    await system.close();
    expect(ends).toEqual(['shutdown', 'shutdown']);
    expect(system.processCount).toBe(0);
    expect(clock.now()).toBe(0);
    expect(clock.pendingTimers).toBe(0);
  });

  test('handles what was sent before', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const answer = ask(pid, () => 'served');
    await system.close();
    expect(await answer).toBe('served');
  });

  test('leaves the children of a server to it', async () => {
    const { system } = testSystem();
    const ends: string[] = [];
    const parent = await startPuppet(system, { terminate: () => void ends.push('parent') });
    await startChild(parent, { trapExit: true, terminate: () => void ends.push('child') });
    await startChild(parent);
    await system.close();
    expect(ends).toEqual(['parent', 'child']);
    expect(system.processCount).toBe(0);
  });

  test('does not wait for its timeout because of a child that outlived its parent', async () => {
    const { system, clock } = testSystem();
    const parent = await startPuppet(system);
    const orphan = await startChild(parent);
    await GenServer.stop(parent);
    expect(isAlive(orphan)).toBe(true);
    const watch = observe(system.close());
    await settle();
    const { settled } = watch;
    await clock.advance(5_000);
    expect(settled).toBe(true);
  });

  test('kills what still lives after five seconds', async () => {
    const { system, clock } = testSystem();
    const hung = await startPuppet(system, { terminate: () => new Promise(() => undefined) });
    const stuck = await startPuppet(system);
    tell(stuck, () => new Promise(() => undefined));
    const closed = system.close();
    const watch = observe(closed);
    await clock.advance(4_999);
    expect(watch.settled).toBe(false);
    await clock.advance(1);
    await closed;
    expect([isAlive(hung), isAlive(stuck), system.processCount]).toEqual([false, false, 0]);
  });

  test('kills after the time it was given', async () => {
    const { system, clock } = testSystem();
    await startPuppet(system, { terminate: () => new Promise(() => undefined) });
    const closed = system.close(10);
    await clock.advance(10);
    await closed;
    expect(system.processCount).toBe(0);
  });

  test.each([
    ['while it closes', false],
    ['before', true],
  ])('a signal that aborts %s kills what still lives', async (_when, before) => {
    const { system } = testSystem();
    const pid = await startPuppet(system, { terminate: () => new Promise(() => undefined) });
    const abort = new AbortController();
    if (before) abort.abort();
    const closed = system.close(60_000, { signal: abort.signal });
    await settle();
    abort.abort();
    await closed;
    expect(await exited(pid)).toBe('killed');
    expect(getEventListeners(abort.signal, 'abort')).toEqual([]);
  });

  test('is idempotent: later calls wait for the first', async () => {
    const { system } = testSystem();
    let terminated = 0;
    await startPuppet(system, { terminate: () => void (terminated += 1) });
    await Promise.all([system.close(), system.close(), system[Symbol.asyncDispose]()]);
    await system.close();
    expect(terminated).toBe(1);
  });

  test('rejects the start of a server whose init hangs', async () => {
    const { system, clock } = testSystem();
    const starting = startPuppet(system, { init: () => new Promise(() => undefined) });
    starting.catch(() => undefined);
    await settle();
    const closed = system.close();
    await clock.advance(5_000);
    await closed;
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED', reason: 'killed' });
  });

  test('ends a server that was started while it closed', async () => {
    const { system } = testSystem();
    await startPuppet(system, {
      terminate: async (_reason, _state, context) => {
        await startPuppet(context.system);
      },
    });
    await system.close();
    expect(system.processCount).toBe(0);
  });

  test('starting a server afterwards rejects; it neither throws nor counts as a process', async () => {
    const { system } = testSystem();
    await system.close();
    let starting: Promise<unknown> | undefined;
    expect(() => {
      starting = startPuppet(system);
      starting.catch(() => undefined);
    }).not.toThrow();
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED' });
    expect(system.processCount).toBe(0);
  });

  test('messages to a server of a closed system are dropped', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    await system.close();
    tell(pid, (state) => noreply(state));
    exit(pid, 'kill');
    await expect(ask(pid, () => 1)).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
  });
});

describe('several systems (PT-08)', () => {
  test('stand side by side with equal names', async () => {
    const name = processName<Puppet>('worker');
    const [one, other] = [testSystem().system, testSystem().system];
    const [first, second] = [
      await startPuppet(one, {}, { name }),
      await startPuppet(other, {}, { name }),
    ];
    expect(one.whereis(name) === first).toBe(true);
    expect(other.whereis(name) === second).toBe(true);
    await one.close();
    expect(await ask(second, () => 'unharmed')).toBe('unharmed');
  });

  test('servers of one can call and watch those of another', async () => {
    const [one, other] = [testSystem().system, testSystem().system];
    const seen: { type: string }[] = [];
    const [a, b] = [await startPuppet(one, { seen: seen as never }), await startPuppet(other)];
    expect(await ask(a, () => ask(b, () => 'across'))).toBe('across');
    await ask(a, (context) => context.monitor(b));
    await other.close();
    await settle();
    expect(seen).toMatchObject([{ type: 'DOWN', reason: 'shutdown' }]);
  });
});

describe('the processes of a system', () => {
  test('processCount follows starts and ends', async () => {
    const { system } = testSystem();
    const pids = await Promise.all([startPuppet(system), startPuppet(system)]);
    expect(system.processCount).toBe(2);
    exit(pids[0], 'kill');
    expect(system.processCount).toBe(1);
  });

  test('a crash is logged with the name and the reason', async () => {
    const { logger, lines } = recordingLogger();
    const { system } = testSystem(logger);
    const pid = await startPuppet(system, {}, { name: processName<Puppet>('ledger') });
    const boom = new Error('boom');
    tell(pid, () => Promise.reject(boom));
    await settle();
    expect(lines).toMatchObject([
      { level: 'error', process: 'ledger', reason: 'crash: Error: boom', error: boom },
    ]);
  });

  test('real time is the default', async () => {
    const system = new ActorSystem({ logger: silentLogger });
    const before = performance.now();
    expect(system.clock.now()).toBeGreaterThanOrEqual(before);
    expect(Math.abs(system.clock.wallTime() - Date.now())).toBeLessThan(60_000);
    await system.close();
  });
});
