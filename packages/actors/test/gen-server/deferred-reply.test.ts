import { exit, type From, GenServer, noreply, reply, stop } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { ask, request, startPuppet, tell } from '../support/puppet.ts';
import { gate, observe, testSystem } from '../support/test-system.ts';

describe('an answer that comes later (GS-32 to GS-35)', () => {
  test('a call left open is answered by GenServer.reply while the server serves on', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const open: From<unknown>[] = [];
    const first = request(pid, (from, state) => {
      open.push(from);
      return noreply(state);
    });
    const watch = observe(first);
    expect(await ask(pid, () => 'served meanwhile')).toBe('served meanwhile');
    expect(watch.settled).toBe(false);
    for (const from of open) GenServer.reply(from, 'late');
    expect(await first).toBe('late');
  });

  test('another server can give the answer (GS-33)', async () => {
    const { system } = testSystem();
    const [front, back] = [await startPuppet(system), await startPuppet(system)];
    const answer = request(front, (from, state) => {
      tell(back, (mine) => {
        GenServer.reply(from, 'from the back');
        return noreply(mine);
      });
      return noreply(state);
    });
    expect(await answer).toBe('from the back');
  });

  test('an early reply releases the caller while the handler goes on working (GS-33, GS-34)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const work = gate();
    let finished = false;
    const answer = request(pid, async (from, state) => {
      GenServer.reply(from, 'early');
      await work.promise;
      finished = true;
      return noreply(state);
    });
    expect(await answer).toBe('early');
    expect(finished).toBe(false);
    work.open();
    await ask(pid, () => 1);
    expect(finished).toBe(true);
  });

  test('only the first of an early reply and the returned one counts', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const answer = request(pid, (from, state) => {
      GenServer.reply(from, 'first');
      return reply('second', state);
    });
    expect(await answer).toBe('first');
    expect(await ask(pid, () => 'unharmed')).toBe('unharmed');
  });

  test('a second reply from outside is dropped and reaches no other caller', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const froms: From<unknown>[] = [];
    const keep = () =>
      request(pid, (from, state) => {
        froms.push(from);
        return noreply(state);
      });
    const [first, second] = [keep(), keep()];
    await settle();
    const [one, two] = froms as [From<unknown>, From<unknown>];
    GenServer.reply(one, 1);
    GenServer.reply(one, 'again');
    GenServer.reply(two, 2);
    expect(await Promise.all([first, second])).toEqual([1, 2]);
  });

  test('answers may be given in any order', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const froms: From<unknown>[] = [];
    const calls = [0, 1, 2].map(() =>
      request(pid, (from, state) => {
        froms.push(from);
        return noreply(state);
      }),
    );
    await settle();
    froms.toReversed().forEach((from, index) => {
      GenServer.reply(from, index);
    });
    expect(await Promise.all(calls)).toEqual([2, 1, 0]);
  });

  test('a reply to a caller that has timed out is dropped (GS-40)', async () => {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    const froms: From<unknown>[] = [];
    const called = request(
      pid,
      (from, state) => {
        froms.push(from);
        return noreply(state);
      },
      { timeout: 10 },
    );
    called.catch(() => undefined);
    await clock.advance(10);
    for (const from of froms) GenServer.reply(from, 'late');
    await expect(called).rejects.toMatchObject({ code: 'ERR_CALL_TIMEOUT' });
  });

  test('a reply after the end of the server is dropped', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const froms: From<unknown>[] = [];
    const called = request(pid, (from, state) => {
      froms.push(from);
      return noreply(state);
    });
    await settle();
    await GenServer.stop(pid);
    for (const from of froms) GenServer.reply(from, 'late');
    await expect(called).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason: 'normal' });
  });
});

describe('callers of a server that ends (GS-36, GS-42, GS-43, GS-101)', () => {
  test('a call to a dead server rejects without waiting for its timeout', async () => {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    await GenServer.stop(pid);
    const called = ask(pid, () => 1, { timeout: 'infinity' });
    await expect(called).rejects.toMatchObject({ name: 'NoProcessError', code: 'ERR_NO_PROCESS' });
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([
    ['normal', 'normal'],
    ['shutdown', 'shutdown'],
    ['a reason of the host', { shutdown: 'upgrade' }],
    ['a crash', { error: new Error('boom') }],
  ])('the deferred, the current and the queued caller all get %s', async (_what, reason) => {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    const go = gate();
    const deferred = request(pid, (_from, state) => noreply(state));
    const current = request(pid, (_from, state) => go.promise.then(() => stop(reason, state)));
    const queued = ask(pid, () => 'never');
    await settle();
    go.open();
    for (const call of [deferred, current, queued]) {
      await expect(call).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason });
    }
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  test('a kill tells all of them at once, though the handler still runs', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const deferred = request(pid, (_from, state) => noreply(state));
    const current = request(pid, () => new Promise(() => undefined));
    const queued = ask(pid, () => 'never');
    await settle();
    exit(pid, 'kill');
    for (const call of [deferred, current, queued]) {
      await expect(call).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason: 'killed' });
    }
  });

  test('a caller queued behind a stop is told why', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const stopped = GenServer.stop(pid, 'shutdown');
    const called = ask(pid, () => 'never');
    await expect(called).rejects.toMatchObject({ reason: 'shutdown' });
    await stopped;
  });

  test('a caller that arrives while terminate runs is told when it ends', async () => {
    const { system } = testSystem();
    const done = gate();
    const pid = await startPuppet(system, { terminate: () => done.promise });
    const stopped = GenServer.stop(pid, 'shutdown');
    await settle();
    const called = ask(pid, () => 'never');
    done.open();
    await expect(called).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason: 'shutdown' });
    await stopped;
  });

  test('a caller from inside terminate of its own server is told as well', async () => {
    const { system } = testSystem();
    let called: Promise<unknown> = Promise.resolve();
    const pid = await startPuppet(system, {
      terminate: (_reason, _state, { self }) => {
        called = ask(self, () => 'never').catch((error: unknown) => error);
      },
    });
    await GenServer.stop(pid);
    expect(await called).toMatchObject({ code: 'ERR_CALLING_SELF', reason: 'calling_self' });
  });
});
