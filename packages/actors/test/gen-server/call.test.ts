import {
  ActorSystem,
  GenServer,
  hasErrorCode,
  isAlive,
  noreply,
  reply,
  silentLogger,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { ask, type PuppetPid, request, startPuppet } from '../support/puppet.ts';
import { gate, observe, testSystem } from '../support/test-system.ts';

describe('call (GS-30, GS-70, GS-76)', () => {
  test('resolves with the reply, and the new state is seen by the next call', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    expect(await request(pid, () => reply('value', 'next state'))).toBe('value');
    expect(await ask(pid, (_context, state) => state)).toBe('next state');
  });

  test.each([undefined, null, 0, false, ''])('%j is a reply like any other', async (value) => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    expect(await request(pid, () => reply(value, 1))).toBe(value);
  });

  test('a served call leaves neither a timer nor a listener behind', async () => {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    await ask(pid, () => 1);
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  test('loses none of fifty thousand calls that wait at once (P3, GS-76)', async () => {
    const system = new ActorSystem({ logger: silentLogger });
    const pid = await startPuppet(system);
    const open = gate();
    const first = ask(pid, () => open.promise);
    const calls = Array.from({ length: 50_000 }, (_, index) =>
      ask(pid, () => index, { timeout: 60_000 }),
    );
    open.open();
    await first;
    const replies = await Promise.all(calls);
    expect(replies.every((value, index) => value === index)).toBe(true);
  });

  test('servers can call each other in a chain', async () => {
    const { system } = testSystem();
    const [a, b, c] = await Promise.all([
      startPuppet(system),
      startPuppet(system),
      startPuppet(system),
    ]);
    expect(await ask(a, () => ask(b, () => ask(c, () => 'deep')))).toBe('deep');
  });
});

describe('call timeout (GS-31, GS-38 to GS-41)', () => {
  async function stuck(): Promise<{
    pid: PuppetPid;
    clock: ReturnType<typeof testSystem>['clock'];
    open: () => void;
    hung: Promise<unknown>;
  }> {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    const { promise, open } = gate();
    const hung = request(
      pid,
      async () => {
        await promise;
        return reply('late', 'changed by the late handler');
      },
      { timeout: 'infinity' },
    );
    await settle();
    return { pid, clock, open, hung };
  }

  test('a call rejects after 5 s by default, not before', async () => {
    const { pid, clock } = await stuck();
    const called = ask(pid, () => 1);
    const watch = observe(called);
    await clock.advance(4_999);
    expect(watch.settled).toBe(false);
    await clock.advance(1);
    await expect(called).rejects.toMatchObject({
      name: 'CallTimeoutError',
      code: 'ERR_CALL_TIMEOUT',
      request: 'ask',
      timeoutMs: 5_000,
      retryable: true,
    });
  });

  test('a timeout leaves the server alone: its late state stays, its late reply is dropped (GS-39)', async () => {
    const { pid, clock, open } = await stuck();
    const called = ask(pid, () => 'own reply', { timeout: 10 });
    called.catch(() => undefined);
    await clock.advance(10);
    await expect(called).rejects.toMatchObject({ code: 'ERR_CALL_TIMEOUT', timeoutMs: 10 });
    open();
    expect(await ask(pid, (_context, state) => state)).toBe('changed by the late handler');
  });

  test('a request whose caller has given up is still handled (GS-50)', async () => {
    const { pid, clock, open } = await stuck();
    let handled = false;
    const called = ask(
      pid,
      () => {
        handled = true;
      },
      { timeout: 10 },
    );
    called.catch(() => undefined);
    await clock.advance(10);
    expect(handled).toBe(false);
    open();
    await settle();
    expect(handled).toBe(true);
  });

  test('infinity waits without a limit and holds no timer', async () => {
    const { clock, open, hung } = await stuck();
    await settle();
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(1e12);
    open();
    expect(await hung).toBe('late');
  });

  test('Infinity is infinity', async () => {
    const { pid, clock, open } = await stuck();
    const called = ask(pid, () => 'done', { timeout: Number.POSITIVE_INFINITY });
    await settle();
    expect(clock.pendingTimers).toBe(0);
    open();
    expect(await called).toBe('done');
  });

  test('0 gives up unless the answer is already there (GS-41)', async () => {
    const { pid, clock } = await stuck();
    const called = ask(pid, () => 1, { timeout: 0 });
    called.catch(() => undefined);
    await clock.advance(0);
    await expect(called).rejects.toMatchObject({ code: 'ERR_CALL_TIMEOUT' });
    expect(isAlive(pid)).toBe(true);
  });

  test.each([-1, Number.NaN, 'soon'])('the timeout %j is refused at the call', async (timeout) => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    let handled = false;
    const called = async (): Promise<unknown> =>
      ask(
        pid,
        () => {
          handled = true;
        },
        { timeout: timeout as number },
      );
    await expect(called()).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'timeout',
    });
    await settle();
    expect(handled).toBe(false);
  });

  test('two servers that call each other wait until one of them times out (GS-53)', async () => {
    const { system, clock } = testSystem();
    const [a, b] = [await startPuppet(system), await startPuppet(system)];
    const toOther = (server: PuppetPid): Promise<unknown> =>
      ask(server, () => 'served', { timeout: 50 }).catch((error: unknown) => error);
    const both = Promise.all([
      ask(a, () => settle().then(() => toOther(b))),
      ask(b, () => settle().then(() => toOther(a))),
    ]);
    const watch = observe(both);
    await clock.advance(49);
    expect(watch.settled).toBe(false);
    await clock.advance(51);
    const results = await both;
    expect(results.some((result) => hasErrorCode(result, 'ERR_CALL_TIMEOUT'))).toBe(true);
    expect([isAlive(a), isAlive(b)]).toEqual([true, true]);
  });

  test('an uncaught failed call inside a handler ends the calling server (GS-52)', async () => {
    const { system } = testSystem();
    const [caller, dead] = [await startPuppet(system), await startPuppet(system)];
    await GenServer.stop(dead);
    await expect(ask(caller, () => ask(dead, () => 1))).rejects.toMatchObject({
      code: 'ERR_SERVER_STOPPED',
      reason: { error: { code: 'ERR_NO_PROCESS' } },
    });
    expect(isAlive(caller)).toBe(false);
  });
});

describe('AbortSignal on call', () => {
  test('aborting rejects with the reason of the signal, and the server goes on', async () => {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    const { promise, open } = gate();
    const controller = new AbortController();
    const reason = new Error('changed my mind');
    const called = ask(pid, () => promise.then(() => 'late'), { signal: controller.signal });
    await settle();
    controller.abort(reason);
    await expect(called).rejects.toBe(reason);
    await settle();
    expect(clock.pendingTimers).toBe(0);
    open();
    expect(await ask(pid, () => 'next')).toBe('next');
  });

  test('an aborted signal rejects at once and sends nothing', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    let handled = false;
    const called = ask(
      pid,
      () => {
        handled = true;
      },
      { signal: AbortSignal.abort('no') },
    );
    await expect(called).rejects.toBe('no');
    await settle();
    expect(handled).toBe(false);
  });

  test('aborting withdraws a deferred caller; a later reply is dropped', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const controller = new AbortController();
    let answer: () => void = () => undefined;
    const called = request(
      pid,
      (from, state) => {
        answer = () => GenServer.reply(from, 'late');
        return noreply(state);
      },
      { signal: controller.signal, timeout: 'infinity' },
    );
    await settle();
    controller.abort('enough');
    await expect(called).rejects.toBe('enough');
    answer();
    expect(await ask(pid, () => 'next')).toBe('next');
  });

  test('a served call listens to its signal no longer', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    const calls = Array.from({ length: 20 }, () => ask(pid, () => 1, { signal }));
    expect(listeners).toBe(1);
    await Promise.all(calls);
    expect(listeners).toBe(0);
  });

  test('many waiting calls may share one signal without a warning of Node', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const warnings: string[] = [];
    const listen = ({ name }: Error): void => void warnings.push(name);
    process.on('warning', listen);
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 50 }, () => ask(pid, () => 1, { signal })));
    await settle();
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });
});
