import {
  type ExitReason,
  exit,
  exited,
  GenServer,
  isAlive,
  noreply,
  ok,
  Sys,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  act,
  ask,
  note,
  type PuppetParts,
  type PuppetPid,
  request,
  startChild,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { observe, testSystem } from '../support/test-system.ts';

type Seen = NonNullable<PuppetParts['seen']>;

/** A suspended server, and what it has done since. */
async function suspended(parts: PuppetParts = {}) {
  const { system, clock } = testSystem();
  const ends: ExitReason[] = [];
  const seen: Seen = [];
  const terminate = (reason: ExitReason): void => void ends.push(reason);
  const parent = await startPuppet(system, { trapExit: true });
  const pid = await startChild(parent, { terminate, seen, ...parts });
  await Sys.suspend(pid);
  return { system, clock, parent, pid, ends, seen };
}

describe('a suspended server', () => {
  test('handles neither calls, casts nor infos (SY-04)', async () => {
    const { pid, clock, seen } = await suspended();
    let handled = 0;
    const called = ask(pid, () => (handled += 1));
    const watch = observe(called);
    const work = note(() => (handled += 1));
    GenServer.cast(pid, work);
    GenServer.send(pid, work);
    GenServer.send(pid, { type: 'note', text: 'hello' });
    await clock.advance(4_999);
    expect([watch.settled, handled, seen]).toEqual([false, 0, []]);
    await clock.advance(1);
    await expect(called).rejects.toMatchObject({ code: 'ERR_CALL_TIMEOUT', timeoutMs: 5_000 });
    expect(handled).toBe(0);
  });

  test('handles what waited in order when it is resumed, then what comes (SY-05)', async () => {
    const { pid } = await suspended();
    const events: string[] = [];
    const log = (text: string) => note(() => events.push(text));
    GenServer.cast(pid, log('cast'));
    const called = ask(pid, () => events.push('call'));
    GenServer.send(pid, log('info'));
    await settle();
    const resumed = Sys.resume(pid);
    GenServer.cast(pid, log('behind the resume'));
    await resumed;
    await called;
    await ask(pid, () => undefined);
    expect(events).toEqual(['cast', 'call', 'info', 'behind the resume']);
  });

  test('handles a call whose caller has given up as well (SY-05)', async () => {
    const { pid, clock } = await suspended();
    let handled = false;
    const called = ask(pid, () => (handled = true), { timeout: 10 });
    called.catch(() => undefined);
    await clock.advance(10);
    await expect(called).rejects.toMatchObject({ code: 'ERR_CALL_TIMEOUT' });
    await Sys.resume(pid);
    await settle();
    expect(handled).toBe(true);
  });

  test('is not suspended twice: one resume is enough, a second is no error (SY-06)', async () => {
    const { pid } = await suspended();
    await Sys.suspend(pid);
    let handled = false;
    tell(pid, (state) => {
      handled = true;
      return noreply(state);
    });
    await settle();
    expect(handled).toBe(false);
    await Sys.resume(pid);
    await Sys.resume(pid);
    expect(await ask(pid, () => handled)).toBe(true);
  });

  test('keeps what waits when it is suspended again (SY-06)', async () => {
    const { pid } = await suspended();
    const waiting = ask(pid, () => 'handled');
    await settle();
    await Sys.suspend(pid);
    await Sys.resume(pid);
    expect(await waiting).toBe('handled');
  });

  test('a suspension behind a resume leaves time for what waited before, and no more', async () => {
    const { pid } = await suspended();
    const events: string[] = [];
    const log = (text: string) => note(() => events.push(text));
    GenServer.cast(pid, log('before'));
    await settle();
    const both = [Sys.resume(pid), Sys.suspend(pid)];
    GenServer.cast(pid, log('behind'));
    await Promise.all(both);
    await settle();
    expect(events).toEqual(['before']);
    await Sys.resume(pid);
    await settle();
    expect(events).toEqual(['before', 'behind']);
  });

  test('shows and changes its state (SY-07)', async () => {
    const { pid } = await suspended();
    expect(await Sys.getState(pid)).toBe('initial');
    expect(await Sys.replaceState(pid, () => 'replaced')).toBe('replaced');
    expect(await Sys.getState(pid)).toBe('replaced');
    await Sys.resume(pid);
    expect(await ask(pid, (_context, state) => state)).toBe('replaced');
  });

  test('lets messages be taken back out of what waits', async () => {
    const { system } = await suspended();
    const [watcher, target] = [await startPuppet(system), await startPuppet(system)];
    const context = await ask(watcher, (mine) => mine);
    const ref = context.monitor(target);
    await Sys.suspend(watcher);
    exit(target, 'kill');
    await settle();
    expect(await Sys.getStatus(watcher)).toMatchObject({ messageQueueLength: 1 });
    context.demonitor(ref, { flush: true });
    expect(await Sys.getStatus(watcher)).toMatchObject({ messageQueueLength: 0 });
  });
});

describe('the end of a suspended server', () => {
  const ways: [string, (of: Awaited<ReturnType<typeof suspended>>) => unknown, ExitReason][] = [
    ['GenServer.stop', ({ pid }) => GenServer.stop(pid, 'done'), 'done'],
    ['Sys.terminate', ({ pid }) => Sys.terminate(pid, 'done'), 'done'],
    ['the exit of its parent', ({ parent }) => exit(parent, 'kill'), 'killed'],
    ['a normal end of its parent', ({ parent }) => GenServer.stop(parent), 'normal'],
  ];

  test.each(ways)('%s ends it through terminate (SY-08, GS-86)', async (_way, end, reason) => {
    const server = await suspended({ trapExit: true });
    const waiting = ask(server.pid, () => 'never');
    waiting.catch(() => undefined);
    await settle();
    await end(server);
    expect(await exited(server.pid)).toBe(reason);
    expect([server.ends, server.seen]).toEqual([[reason], []]);
    await expect(waiting).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason });
  });

  test('the exit of somebody else waits like any message', async () => {
    const { pid, seen } = await suspended({ trapExit: true });
    exit(pid, 'hint');
    await settle();
    expect([isAlive(pid), seen]).toEqual([true, []]);
    await Sys.resume(pid);
    await settle();
    expect(seen).toMatchObject([{ type: 'EXIT', reason: 'hint' }]);
  });

  test('an untrapped signal and kill end it without terminate', async () => {
    for (const signal of ['shutdown', 'kill']) {
      const { pid, ends } = await suspended();
      const waiting = ask(pid, () => 'never');
      await settle();
      exit(pid, signal);
      await expect(waiting).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED' });
      expect([isAlive(pid), ends]).toEqual([false, []]);
    }
  });
});

describe('system messages and timeouts (SY-17, GS-83)', () => {
  async function quiet(next: { timeout: number }): Promise<{
    pid: PuppetPid;
    seen: Seen;
    clock: ReturnType<typeof testSystem>['clock'];
  }> {
    const { system, clock } = testSystem();
    const seen: Seen = [];
    return { pid: await startPuppet(system, { seen, init: () => ok(0, next) }), seen, clock };
  }

  test('asking for the state runs no callback, and the time of quiet begins anew', async () => {
    const { pid, seen, clock } = await quiet({ timeout: 100 });
    await clock.advance(60);
    await Sys.getState(pid);
    await Sys.replaceState(pid, (state) => state);
    expect(seen).toEqual([]);
    await clock.advance(99);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual([{ type: 'timeout' }]);
  });

  test('of a suspended server it begins anew when the server is resumed', async () => {
    const { pid, seen, clock } = await quiet({ timeout: 100 });
    await Sys.suspend(pid);
    await clock.advance(1_000);
    expect(seen).toEqual([]);
    await Sys.resume(pid);
    await clock.advance(99);
    expect(seen).toEqual([]);
    await clock.advance(1);
    expect(seen).toEqual([{ type: 'timeout' }]);
  });

  test('a message that came while suspended cancels it', async () => {
    const { pid, seen, clock } = await quiet({ timeout: 100 });
    await Sys.suspend(pid);
    GenServer.send(pid, { type: 'note', text: 'first' });
    await clock.advance(1_000);
    await Sys.resume(pid);
    await clock.advance(1_000);
    expect(seen).toEqual([{ type: 'note', text: 'first' }]);
  });

  test('a timeout of 0 fires though a system message waits (GS-82)', async () => {
    const { pid, seen, clock } = await quiet({ timeout: 1e6 });
    tell(pid, (state) => noreply(state, { timeout: 0 }));
    const state = Sys.getState(pid);
    await clock.advance(0);
    expect(await state).toBe(0);
    expect(seen).toEqual([{ type: 'timeout' }]);
  });

  test('a timeout of 0 is forgotten when a message waits behind a system message', async () => {
    const { pid, seen, clock } = await quiet({ timeout: 1e6 });
    tell(pid, (state) => noreply(state, { timeout: 0 }));
    const state = Sys.getState(pid);
    GenServer.send(pid, { type: 'note', text: 'waiting' });
    await clock.advance(0);
    await state;
    expect(seen).toEqual([{ type: 'note', text: 'waiting' }]);
  });

  test('a continue is not overtaken by a system message', async () => {
    const { pid } = await quiet({ timeout: 1e6 });
    const first = request(pid, () => ({
      type: 'reply',
      reply: 'now',
      state: 'call',
      next: { continue: act(() => noreply('continued')) },
    }));
    const state = Sys.getState(pid);
    expect([await first, await state]).toEqual(['now', 'continued']);
  });
});
