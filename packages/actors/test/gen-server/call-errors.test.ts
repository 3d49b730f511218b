import { GenServer, isAlive, noreply, processName, stop } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { ask, note, type Puppet, request, startPuppet, tell } from '../support/puppet.ts';
import { gate, testSystem } from '../support/test-system.ts';

const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'answered',
    (error: unknown) => error,
  );

describe('the error of a call that failed (GS-51)', () => {
  test('of a timeout: what was asked of whom, for how long (GS-38)', async () => {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    tell(pid, () => new Promise(() => undefined));
    const failed = failure(ask(pid, () => 1, { timeout: 70 }));
    await clock.advance(70);
    expect(await failed).toMatchObject({
      name: 'CallTimeoutError',
      code: 'ERR_CALL_TIMEOUT',
      reason: 'timeout',
      request: 'ask',
      timeoutMs: 70,
      server: pid,
      message: 'no answer to ask within 70 ms',
    });
  });

  test('of a server that ended: what was asked of whom, why it ended and of what (GS-48)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const boom = new Error('boom');
    expect(await failure(request(pid, () => Promise.reject(boom)))).toMatchObject({
      name: 'ServerStoppedError',
      code: 'ERR_SERVER_STOPPED',
      reason: { error: boom },
      request: 'ask',
      server: pid,
      cause: boom,
      retryable: false,
    });
  });

  test('of nobody there: what was asked (GS-36)', async () => {
    const { system } = testSystem();
    const failed = await failure(ask(system.via(processName<Puppet>('nobody')), () => 1));
    expect(failed).toMatchObject({ name: 'NoProcessError', reason: 'noproc' });
    expect((failed as Error).message).toContain('ask');
  });

  test('of a GenServer.stop: the reason that it had instead', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    tell(pid, (state) => stop('first', state));
    expect(await failure(GenServer.stop(pid, 'second'))).toMatchObject({
      code: 'ERR_SERVER_STOPPED',
      reason: 'first',
      request: 'stop',
    });
  });
});

describe('a GenServer.stop that waits', () => {
  test('takes a signal: the server still stops when it can (GS-104)', async () => {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    const work = gate();
    tell(pid, (state) => work.promise.then(() => noreply(state)));
    const controller = new AbortController();
    const { signal } = controller;
    const stopped = failure(GenServer.stop(pid, 'normal', { signal }));
    await settle();
    controller.abort('enough');
    expect([await stopped, isAlive(pid)]).toEqual(['enough', true]);
    expect(await failure(GenServer.stop(pid, 'normal', { signal }))).toBe('enough');
    work.open();
    await settle();
    expect([isAlive(pid), clock.pendingTimers]).toEqual([false, 0]);
  });

  test('waits without a limit by default', async () => {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    const work = gate();
    tell(pid, (state) => work.promise.then(() => noreply(state)));
    const stopped = GenServer.stop(pid);
    await clock.advance(1e12);
    work.open();
    await stopped;
    expect(isAlive(pid)).toBe(false);
  });
});

describe('several who send (GS-72)', () => {
  test('what one has another send comes after what it sent before itself', async () => {
    const { system } = testSystem();
    const [server, one, other] = [
      await startPuppet(system),
      await startPuppet(system),
      await startPuppet(system),
    ];
    const order: string[] = [];
    const log = (text: string) => note(() => order.push(text));
    await ask(one, () => {
      GenServer.cast(server, log('before'));
      return ask(other, () => void GenServer.send(server, log('caused')));
    });
    await ask(server, () => undefined);
    expect(order).toEqual(['before', 'caused']);
  });
});
