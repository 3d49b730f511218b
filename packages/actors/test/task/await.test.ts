import { exit, exited, exitWith, isAlive, processInfo, Task } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { startOwner } from '../support/owner.ts';
import { ask, startPuppet } from '../support/puppet.ts';
import { gate, observe } from '../support/test-system.ts';

const boom = new Error('boom');

describe('Task.async and Task.await (TS-02, TS-04)', () => {
  test.each<[string, () => unknown]>([
    ['a value', () => 42],
    ['the promise of a value', () => Promise.resolve(42)],
  ])('of %s answers the value', async (_what, run) => {
    const { self } = await startOwner();
    expect(await Task.await(Task.async(self, run))).toBe(42);
  });

  test.each([undefined, null, 0, false])('%j is a value like any other', async (value) => {
    const { self } = await startOwner();
    expect(await Task.await(Task.async(self, () => value))).toBe(value);
  });

  test('runs in a process of its own, linked to and watched by its owner', async () => {
    const { self, system } = await startOwner();
    const work = gate();
    const task = Task.async(self, (context) =>
      work.promise.then(() => context.parent === self.self),
    );
    expect([task.owner === self.self, system.processCount]).toEqual([true, 2]);
    const { links, watchers } = processInfo(task.pid ?? self.self) ?? {};
    expect([links?.length, links?.[0] === self.self, watchers]).toEqual([1, true, 1]);
    work.open();
    expect(await Task.await(task)).toBe(true);
    await settle();
    expect(system.processCount).toBe(1);
  });

  test('starts at once, and in a later turn', async () => {
    const { self } = await startOwner();
    const events: string[] = [];
    Task.async(self, () => events.push('runs'));
    events.push('started');
    await settle();
    expect(events).toEqual(['started', 'runs']);
  });

  test('the task can trap exits and receive, like any process', async () => {
    const { self } = await startOwner();
    const task = Task.async(self, (context) => {
      context.trapExit(true);
      return context.receive();
    });
    await settle();
    self.exit(task.pid ?? self.self, 'hint');
    const message = await Task.await(task);
    expect(message.type === 'EXIT' && [message.pid === self.self, message.reason]).toEqual([
      true,
      'hint',
    ]);
  });

  test('a result that was there before is answered as well', async () => {
    const { self, mailbox } = await startOwner();
    const task = Task.async(self, () => 42);
    await settle();
    expect(await Task.await(task)).toBe(42);
    expect(await mailbox()).toEqual([]);
  });

  test('given up, a linked task still takes its owner along when it crashes (TS-04)', async () => {
    const { self, clock } = await startOwner();
    const work = gate();
    const task = Task.async(self, () => work.promise);
    const awaited = Task.await(task, { timeout: 10 }).catch((error: unknown) => error);
    await clock.advance(10);
    expect(await awaited).toMatchObject({ code: 'ERR_TASK_TIMEOUT' });
    work.fail(boom);
    expect(await exited(self.self)).toEqual({ error: boom });
  });

  test('leaves nothing in the mailbox, and no timer (TS-07)', async () => {
    const { self, clock, mailbox } = await startOwner();
    const work = gate<number>();
    const task = Task.async(self, () => work.promise);
    const awaited = Task.await(task);
    await settle();
    work.open(42);
    expect(await awaited).toBe(42);
    await settle();
    expect([await mailbox(), clock.pendingTimers]).toEqual([[], 0]);
  });
});

describe('the timeout of Task.await (TS-04)', () => {
  test('is 5 s by default, not less', async () => {
    const { self, clock } = await startOwner();
    const awaited = Task.await(Task.async(self, () => new Promise(() => undefined)));
    const watch = observe(awaited);
    await clock.advance(4_999);
    expect(watch.settled).toBe(false);
    await clock.advance(1);
    await expect(awaited).rejects.toMatchObject({
      code: 'ERR_TASK_TIMEOUT',
      reason: 'timeout',
      timeoutMs: 5_000,
      retryable: true,
    });
  });

  test('lets the task go on, and drops its late result', async () => {
    const { self, clock, mailbox } = await startOwner();
    const work = gate<number>();
    let finished = false;
    const task = Task.async(self, () => work.promise.then(() => (finished = true)));
    const awaited = Task.await(task, { timeout: 10 });
    awaited.catch(() => undefined);
    await clock.advance(10);
    await expect(awaited).rejects.toMatchObject({ code: 'ERR_TASK_TIMEOUT' });
    expect(isAlive(task.pid ?? self.self)).toBe(true);
    work.open(42);
    await settle();
    expect([finished, await mailbox()]).toEqual([true, []]);
  });

  test('infinity waits without a limit, a wrong one is refused', async () => {
    const { self, clock } = await startOwner();
    const work = gate<number>();
    const task = Task.async(self, () => work.promise);
    const awaited = Task.await(task, { timeout: 'infinity' });
    await clock.advance(1e12);
    work.open(42);
    expect(await awaited).toBe(42);
    await expect(Task.await(task, { timeout: -1 })).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
    });
  });

  test('a signal stops waiting; the task can be awaited again', async () => {
    const { self, clock } = await startOwner();
    const work = gate<number>();
    const task = Task.async(self, () => work.promise);
    const controller = new AbortController();
    const { signal } = controller;
    const awaited = Task.await(task, { signal });
    await settle();
    controller.abort('enough');
    await expect(awaited).rejects.toBe('enough');
    await expect(Task.await(task, { signal })).rejects.toBe('enough');
    await settle();
    expect(clock.pendingTimers).toBe(0);
    work.open(42);
    expect(await Task.await(task)).toBe(42);
  });
});

describe('a task that ends without a result (TS-05)', () => {
  test.each<[string, () => unknown, unknown]>([
    ['throws', () => Promise.reject(boom), { error: boom }],
    ['exits', () => exitWith('no_disk'), 'no_disk'],
    ['exits as normal', () => exitWith('normal'), 'normal'],
    ['exits with shutdown', () => exitWith('shutdown'), 'shutdown'],
  ])('one that %s rejects with its reason', async (_what, run, reason) => {
    const { self, mailbox } = await startOwner({ trapExit: true });
    const task = Task.async(self, run);
    await expect(Task.await(task)).rejects.toMatchObject({ code: 'ERR_TASK_EXIT', reason });
    expect((await mailbox()).map(({ type }) => type)).toEqual(['EXIT']);
  });

  test('has what it threw as the cause', async () => {
    const { self } = await startOwner({ trapExit: true });
    const awaited = Task.await(Task.async(self, () => Promise.reject(boom)));
    await expect(awaited).rejects.toMatchObject({ name: 'TaskExitError', cause: boom });
  });

  test('takes an owner along that does not trap exits, before await can tell (TS-08)', async () => {
    const { self } = await startOwner();
    const events: string[] = [];
    const task = Task.async(self, () => Promise.reject(boom));
    const told = Task.await(task).catch(() => events.push(`told, alive: ${isAlive(self.self)}`));
    expect(await exited(self.self)).toEqual({ error: boom });
    await told;
    expect(events).toEqual(['told, alive: false']);
  });

  test('killed, it rejects with killed, and its late result is dropped (JS-02)', async () => {
    const { self, mailbox } = await startOwner({ trapExit: true });
    const work = gate<number>();
    const task = Task.async(self, () => work.promise);
    const awaited = Task.await(task);
    await settle();
    exit(task.pid ?? self.self, 'kill');
    await expect(awaited).rejects.toMatchObject({ code: 'ERR_TASK_EXIT', reason: 'killed' });
    work.open(42);
    await settle();
    expect(await mailbox()).toMatchObject([{ type: 'EXIT', reason: 'killed' }]);
  });
});

describe('the end of an owner (TS-09)', () => {
  test('takes its tasks along', async () => {
    const { self } = await startOwner();
    const task = Task.async(self, () => new Promise(() => undefined));
    await settle();
    exit(self.self, 'no_disk');
    expect(isAlive(task.pid ?? self.self)).toBe(false);
  });

  test('a normal one leaves them alone', async () => {
    const { self } = await startOwner();
    const task = Task.async(self, () => new Promise(() => undefined));
    await settle();
    self.exit(self.self, 'normal');
    expect([isAlive(self.self), isAlive(task.pid ?? self.self)]).toEqual([false, true]);
  });

  test('unwinds its code that waits, however long, and leaves no timer (JS-02)', async () => {
    const { self, clock } = await startOwner();
    const work = gate<number>();
    const task = Task.async(self, () => work.promise);
    const waiting = [
      Task.await(task, { timeout: 'infinity' }),
      Task.await(task),
      Task.yield(task),
    ].map((one) => one.catch((error: unknown) => error));
    await settle();
    exit(self.self, 'kill');
    expect(await Promise.all(waiting)).toMatchObject([
      { code: 'ERR_TASK_EXIT', reason: 'killed' },
      { code: 'ERR_TASK_EXIT', reason: 'killed' },
      { type: 'exit', reason: 'killed' },
    ]);
    work.open(42);
    await expect(Task.await(task, { timeout: 'infinity' })).rejects.toMatchObject({
      reason: 'killed',
    });
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  test('starts no task any more (JS-02)', async () => {
    const { self, system } = await startOwner();
    exit(self.self, 'kill');
    expect(() => Task.async(self, () => 1)).toThrow(
      expect.objectContaining({ code: 'ERR_NO_PROCESS' }) as Error,
    );
    expect(system.processCount).toBe(0);
  });
});

describe('who may wait (TS-06)', () => {
  const verbs: [
    string,
    (task: Task.Task<unknown>, caller?: Task.TaskWaitOptions['caller']) => Promise<unknown>,
  ][] = [
    ['await', (task, caller) => Task.await(task, { ...(caller && { caller }) })],
    ['yield', (task, caller) => Task.yield(task, { ...(caller && { caller }) })],
    ['shutdown', (task, caller) => Task.shutdown(task, 5_000, { ...(caller && { caller }) })],
    ['awaitMany', (task, caller) => Task.awaitMany([task], { ...(caller && { caller }) })],
  ];

  test.each(verbs)('%s by another process is refused', async (_verb, wait) => {
    const { self, system } = await startOwner();
    const work = gate<number>();
    const task = Task.async(self, () => work.promise);
    const stranger = await startPuppet(system);
    const refused = await ask(stranger, async (context) => {
      const atOnce = wait(task).catch((error: unknown) => error);
      await settle();
      return [await atOnce, await wait(task, context).catch((error: unknown) => error)];
    });
    expect(refused).toMatchObject([{ code: 'ERR_NOT_TASK_OWNER' }, { code: 'ERR_NOT_TASK_OWNER' }]);
    work.open(42);
    expect(await Task.await(task, { caller: self })).toBe(42);
  });
});
