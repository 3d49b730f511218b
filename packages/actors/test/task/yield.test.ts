import { exit, exitWith, isAlive, processInfo, Task } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { type Owner, startOwner } from '../support/owner.ts';
import { type Gate, gate, observe } from '../support/test-system.ts';

const boom = new Error('boom');
const forever = () => new Promise<never>(() => undefined);

/** A task that ends when its gate is opened. */
async function working(
  options: { trapExit?: boolean } = {},
): Promise<Owner & { task: Task.Task<number>; work: Gate<number>; taskLives: () => boolean }> {
  const owner = await startOwner(options);
  const work = gate<number>();
  const task = Task.async(owner.self, () => work.promise);
  await settle();
  return { ...owner, task, work, taskLives: () => task.pid !== undefined && isAlive(task.pid) };
}

describe('Task.yield (TS-10)', () => {
  test('answers the result as data', async () => {
    const { task, work, mailbox } = await working();
    work.open(42);
    expect(await Task.yield(task)).toEqual({ type: 'ok', value: 42 });
    expect(await mailbox()).toEqual([]);
  });

  test('answers why the task ended without one', async () => {
    for (const [run, reason] of [
      [() => Promise.reject(boom), { error: boom }],
      [() => exitWith('normal'), 'normal'],
    ] as const) {
      const { self } = await startOwner({ trapExit: true });
      const outcome = await Task.yield(Task.async(self, run));
      expect(outcome).toEqual({ type: 'exit', reason });
    }
  });

  test('answers nothing when its time is over, and can be asked again', async () => {
    const { task, work, clock, taskLives } = await working();
    const first = Task.yield(task, { timeout: 10 });
    await clock.advance(10);
    expect([await first, taskLives()]).toEqual([undefined, true]);
    const second = Task.yield(task);
    const watch = observe(second);
    await clock.advance(4_999);
    expect(watch.settled).toBe(false);
    await clock.advance(1);
    expect(await second).toBeUndefined();
    work.open(42);
    expect(await Task.yield(task)).toEqual({ type: 'ok', value: 42 });
  });

  test('with 0 looks whether the result is there', async () => {
    const { task, work, clock } = await working();
    const early = Task.yield(task, { timeout: 0 });
    await clock.advance(0);
    expect(await early).toBeUndefined();
    work.open(42);
    await settle();
    expect(await Task.yield(task, { timeout: 0 })).toEqual({ type: 'ok', value: 42 });
  });

  test('stops waiting when its signal aborts, and leaves no timer', async () => {
    const { task, clock } = await working();
    const controller = new AbortController();
    const yielded = Task.yield(task, { signal: controller.signal });
    await settle();
    controller.abort('enough');
    await expect(yielded).rejects.toBe('enough');
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('the signal of who waits', () => {
  test('is listened to only while it waits', async () => {
    const { self } = await startOwner();
    const { signal } = new AbortController();
    const listened: string[] = [];
    const [add, remove] = [
      signal.addEventListener.bind(signal),
      signal.removeEventListener.bind(signal),
    ];
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listened.push('added');
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listened.push('removed');
      remove(...args);
    };
    expect(
      await Task.await(
        Task.async(self, () => 42),
        { signal },
      ),
    ).toBe(42);
    expect(listened).toEqual(['added', 'removed']);
  });
});

describe('Task.shutdown (TS-11)', () => {
  test('unlinks the task and ends it with shutdown; answers nothing', async () => {
    const { task, self, mailbox, taskLives } = await working({ trapExit: true });
    expect(await Task.shutdown(task)).toBeUndefined();
    expect([taskLives(), isAlive(self.self), processInfo(self.self)?.links]).toEqual([
      false,
      true,
      [],
    ]);
    expect(await mailbox()).toEqual([]);
  });

  test('spares an owner that does not trap exits', async () => {
    for (const how of [5_000, 'brutal_kill'] as const) {
      const { task, self } = await working();
      expect(await Task.shutdown(task, how)).toBeUndefined();
      expect(isAlive(self.self)).toBe(true);
    }
  });

  test('answers a result that was there already', async () => {
    const { task, work, mailbox } = await working();
    work.open(42);
    await settle();
    expect(await Task.shutdown(task)).toEqual({ type: 'ok', value: 42 });
    expect(await mailbox()).toEqual([]);
  });

  test('answers why a task had ended before', async () => {
    const { self } = await startOwner({ trapExit: true });
    const task = Task.async(self, () => Promise.reject(boom));
    await settle();
    expect(await Task.shutdown(task)).toEqual({ type: 'exit', reason: { error: boom } });
  });

  test('answers the result that a trapping task still brings in time', async () => {
    const { self } = await startOwner();
    const task = Task.async(self, async (context) => {
      context.trapExit(true);
      await context.receive();
      return 'cleaned up';
    });
    await settle();
    expect(await Task.shutdown(task)).toEqual({ type: 'ok', value: 'cleaned up' });
  });

  test('kills a task that does not obey in time', async () => {
    const { self, clock } = await startOwner();
    const task = Task.async(self, (context) => {
      context.trapExit(true);
      return forever();
    });
    await settle();
    const ended = Task.shutdown(task, 100);
    const watch = observe(ended);
    await clock.advance(99);
    expect(watch.settled).toBe(false);
    await clock.advance(1);
    expect(await ended).toEqual({ type: 'exit', reason: 'killed' });
    expect([task.pid && isAlive(task.pid), isAlive(self.self)]).toEqual([false, true]);
  });

  test('waits for a trapping task without a limit when told so', async () => {
    const { self, clock } = await startOwner();
    const work = gate<number>();
    const task = Task.async(self, (context) => {
      context.trapExit(true);
      return work.promise;
    });
    await settle();
    const ended = Task.shutdown(task, 'infinity');
    await clock.advance(1e12);
    work.open(42);
    expect(await ended).toEqual({ type: 'ok', value: 42 });
  });

  test('brutal_kill ends a trapping task at once', async () => {
    const { self, clock } = await startOwner();
    const task = Task.async(self, (context) => {
      context.trapExit(true);
      return forever();
    });
    await settle();
    expect(await Task.shutdown(task, 'brutal_kill')).toBeUndefined();
    expect([clock.now(), task.pid && isAlive(task.pid)]).toEqual([0, false]);
  });

  test('answers how somebody else ended the task', async () => {
    const { task } = await working({ trapExit: true });
    const ended = Task.shutdown(task, 'infinity');
    expect(await ended).toBeUndefined();
    const other = await working({ trapExit: true });
    exit(other.task.pid ?? other.self.self, 'no_disk');
    expect(await Task.shutdown(other.task)).toEqual({ type: 'exit', reason: 'no_disk' });
  });

  test('of one that was shut down already answers as before', async () => {
    const { task } = await working();
    await Task.shutdown(task);
    expect(await Task.shutdown(task)).toBeUndefined();
  });

  test.each([-1, Number.NaN, 'soon'])('refuses the time %j, and the task goes on', async (how) => {
    const { task, taskLives } = await working();
    const ended = Task.shutdown(task, how as number);
    await expect(ended).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
    expect(taskLives()).toBe(true);
  });
});
