import { exitWith, isAlive, Task } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { startOwner } from '../support/owner.ts';
import { ask, type PuppetParts, startPuppet, tell } from '../support/puppet.ts';
import { gate, testSystem } from '../support/test-system.ts';

const boom = new Error('boom');

describe('a result that nobody awaits (TS-02)', () => {
  test('arrives at the owner as task_reply, then DOWN, both with the reference', async () => {
    const { self, mailbox } = await startOwner();
    const task = Task.async(self, () => 42);
    await settle();
    const [first, second, ...rest] = await mailbox();
    expect(first).toMatchObject({ type: 'task_reply', value: 42 });
    expect(second).toMatchObject({ type: 'DOWN', reason: 'normal' });
    expect(first?.type === 'task_reply' && first.ref === task.ref).toBe(true);
    expect(second?.type === 'DOWN' && second.ref === task.ref && second.pid === task.pid).toBe(
      true,
    );
    expect(rest).toEqual([]);
  });

  test('arrives in handleInfo of a server, which serves meanwhile', async () => {
    const { system } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const pid = await startPuppet(system, { seen });
    const work = gate<number>();
    const task = await ask(pid, (context) => Task.async(context, () => work.promise));
    expect(await ask(pid, () => 'served')).toBe('served');
    work.open(42);
    await settle();
    expect(seen).toMatchObject([{ type: 'task_reply', value: 42 }, { type: 'DOWN' }]);
    expect(seen[0]?.type === 'task_reply' && seen[0].ref === task.ref).toBe(true);
  });

  test('that does not come is a DOWN alone', async () => {
    const { self, mailbox } = await startOwner({ trapExit: true });
    Task.async(self, () => Promise.reject(boom));
    await settle();
    expect((await mailbox()).map(({ type }) => type)).toEqual(['EXIT', 'DOWN']);
  });

  test('of a task that was killed never comes, though its code runs on (JS-02)', async () => {
    const { self, mailbox } = await startOwner({ trapExit: true });
    const work = gate<number>();
    const task = Task.async(self, () => work.promise);
    await settle();
    self.exit(task.pid ?? self.self, 'kill');
    work.open(42);
    await settle();
    expect((await mailbox()).map(({ type }) => type)).toEqual(['EXIT', 'DOWN']);
    await expect(Task.await(task)).rejects.toMatchObject({ reason: 'killed' });
  });

  test('is taken back out of the mailbox by who waits later, and nothing else', async () => {
    const { self, mailbox } = await startOwner();
    const [task, other] = [Task.async(self, () => 1), Task.async(self, () => 2)];
    await settle();
    expect(await Task.await(task)).toBe(1);
    const left = await mailbox();
    expect(left.map((message) => message.type === 'task_reply' && message.value)).toEqual([
      2,
      false,
    ]);
    expect(await Task.await(other)).toBe(2);
  });
});

describe('Task.ignore (TS-12)', () => {
  test('unlinks the task and drops what comes from it; it goes on', async () => {
    const { self, mailbox } = await startOwner();
    const work = gate<number>();
    let finished = false;
    const task = Task.async(self, () => work.promise.then(() => (finished = true)));
    Task.ignore(task);
    self.exit(self.self, 'no_disk');
    expect(task.pid && isAlive(task.pid)).toBe(true);
    work.open(42);
    await settle();
    expect([finished, await mailbox().catch(() => 'ended')]).toEqual([true, []]);
  });

  test('spares the owner a crash of the task', async () => {
    const { self, mailbox } = await startOwner();
    const task = Task.async(self, () => Promise.reject(boom));
    Task.ignore(task);
    await settle();
    expect([isAlive(self.self), await mailbox()]).toEqual([true, []]);
  });

  test('takes back what has come', async () => {
    const { self, mailbox } = await startOwner();
    const task = Task.async(self, () => 42);
    await settle();
    Task.ignore(task);
    expect(await mailbox()).toEqual([]);
  });
});

describe('Task.completed (TS-28)', () => {
  test('has its result without a process', async () => {
    const { self, system, mailbox } = await startOwner();
    const task = Task.completed(self, 42);
    expect([task.pid, system.processCount]).toEqual([undefined, 1]);
    expect(await Task.await(task)).toBe(42);
    expect(await Task.yield(task)).toEqual({ type: 'ok', value: 42 });
    expect(await Task.shutdown(task)).toEqual({ type: 'ok', value: 42 });
    Task.ignore(task);
    expect(await mailbox()).toEqual([]);
  });

  test('stands among others', async () => {
    const { self } = await startOwner();
    const tasks = [Task.completed(self, 1), Task.async(self, () => 2)];
    expect(await Task.awaitMany(tasks)).toEqual([1, 2]);
  });
});

describe('Task.awaitMany (TS-20)', () => {
  test('answers in the order of the tasks, whichever is done first', async () => {
    const { self, mailbox } = await startOwner();
    const gates = [gate<string>(), gate<string>(), gate<string>()] as const;
    const tasks = gates.map((work) => Task.async(self, () => work.promise));
    const answers = Task.awaitMany(tasks);
    for (const [index, text] of [
      [2, 'c'],
      [0, 'a'],
      [1, 'b'],
    ] as const) {
      gates[index].open(text);
      await settle();
    }
    expect(await answers).toEqual(['a', 'b', 'c']);
    expect(await mailbox()).toEqual([]);
  });

  test('of none answers none', async () => {
    expect(await Task.awaitMany([])).toEqual([]);
  });

  test('has one deadline for all', async () => {
    const { self, clock } = await startOwner();
    const [first, second] = [gate<number>(), gate<number>()];
    const tasks = [first, second].map((work) => Task.async(self, () => work.promise));
    const answers = Task.awaitMany(tasks, { timeout: 100 });
    answers.catch(() => undefined);
    await clock.advance(99);
    first.open(1);
    await clock.advance(1);
    await expect(answers).rejects.toMatchObject({ code: 'ERR_TASK_TIMEOUT', timeoutMs: 100 });
  });

  test('fails at the first failure, without waiting for the others', async () => {
    const { self, clock } = await startOwner({ trapExit: true });
    const work = gate<number>();
    const tasks = [
      Task.async(self, () => work.promise),
      Task.async<number>(self, () => exitWith('no_disk')),
    ] as const;
    const answers = Task.awaitMany(tasks);
    await expect(answers).rejects.toMatchObject({ code: 'ERR_TASK_EXIT', reason: 'no_disk' });
    await settle();
    expect(clock.pendingTimers).toBe(0);
    work.open(42);
    expect(await Task.await(tasks[0])).toBe(42);
  });

  test('stops waiting when its signal aborts', async () => {
    const { self, clock } = await startOwner();
    const controller = new AbortController();
    const tasks = [1, 2].map(() => Task.async(self, () => new Promise(() => undefined)));
    const answers = Task.awaitMany(tasks, { signal: controller.signal });
    await settle();
    controller.abort('enough');
    await expect(answers).rejects.toBe('enough');
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('tasks of a server', () => {
  test('a crash of one takes a server along that does not trap exits (TS-08)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    tell(pid, (state, context) => {
      Task.async(context, () => Promise.reject(boom));
      return { type: 'noreply', state };
    });
    await settle();
    expect(isAlive(pid)).toBe(false);
  });
});
