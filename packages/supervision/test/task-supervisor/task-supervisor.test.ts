import {
  type AnyPid,
  exit,
  exited,
  exitWith,
  isAlive,
  processInfo,
  processName,
  Task,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import {
  type DynamicSupervisorProtocol,
  type Restart,
  Supervisor,
  TaskSupervisor,
  type TaskSupervisorOptions,
} from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { testSystem } from '../support/children.ts';
import { mailOf, newOwner } from '../support/owners.ts';

const forever = (): Promise<never> => new Promise(() => undefined);

async function withSupervisor(options: TaskSupervisorOptions = {}) {
  const { system, clock } = testSystem();
  const supervisor = await TaskSupervisor.start(system, options);
  const children = async () => (await TaskSupervisor.children(supervisor)).length;
  return { system, clock, supervisor, children };
}

describe('startChild (TS-01, TS-15, TS-18)', () => {
  test('runs a function beside its caller, linked to the supervisor only', async () => {
    const { system, supervisor, children } = await withSupervisor({ maxRestarts: 0 });
    const owner = await newOwner(system);
    let open: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    const started = await TaskSupervisor.startChild(supervisor, () => held);
    if (!started.ok || started.pid === undefined) throw new Error('not started');
    expect(processInfo(started.pid)?.links).toEqual([supervisor]);
    expect(await children()).toBe(1);
    open();
    expect(await exited(started.pid)).toBe('normal');
    expect(await children()).toBe(0);
    expect(mailOf(owner)).toEqual([]);
  });

  test.each<[Restart | undefined, string, number]>([
    [undefined, 'boom', 1],
    ['temporary', 'boom', 1],
    ['transient', 'normal', 1],
    ['transient', 'boom', 2],
    ['permanent', 'normal', 2],
  ])('restart %s: after %s it has run %i times', async (restart, reason, times) => {
    const { supervisor, children } = await withSupervisor();
    let runs = 0;
    const run = () => {
      runs += 1;
      return runs === 1 ? exitWith(reason) : forever();
    };
    await TaskSupervisor.startChild(supervisor, run, restart === undefined ? {} : { restart });
    await settle();
    expect(runs).toBe(times);
    expect(await children()).toBe(times - 1);
  });

  test('a temporary task that crashes does not count as a restart', async () => {
    const { supervisor } = await withSupervisor({ maxRestarts: 0 });
    for (let run = 0; run < 5; run += 1) {
      await TaskSupervisor.startChild(supervisor, () => exitWith('boom'));
    }
    await settle();
    expect(isAlive(supervisor)).toBe(true);
  });

  test('a bad option is an answer', async () => {
    const { supervisor } = await withSupervisor();
    const started = TaskSupervisor.startChild(supervisor, forever, { shutdown: -1 });
    expect(await started).toMatchObject({ error: 'bad_child_spec' });
  });
});

describe('async (TS-02, TS-08, TS-09)', () => {
  test('is linked to its owner, a child while it runs, and can be awaited', async () => {
    const { system, supervisor, children } = await withSupervisor();
    const owner = await newOwner(system);
    let finish: (value: string) => void = () => undefined;
    const held = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const task = await TaskSupervisor.async(supervisor, owner, () => held);
    expect(processInfo(task.pid as AnyPid)?.links).toContain(owner.self);
    expect(await children()).toBe(1);
    const awaited = Task.await(task, { caller: owner });
    finish('fine');
    expect(await awaited).toBe('fine');
    await settle();
    expect(await children()).toBe(0);
    expect(mailOf(owner)).toEqual([]);
  });

  test('a crash takes an owner along that does not trap exits', async () => {
    const { system, supervisor } = await withSupervisor();
    const owner = await newOwner(system);
    await TaskSupervisor.async(supervisor, owner, () => exitWith('boom'));
    expect(await exited(owner.self)).toBe('boom');
  });

  test('the end of the owner takes the task along', async () => {
    const { system, supervisor } = await withSupervisor();
    const owner = await newOwner(system);
    const task = await TaskSupervisor.async(supervisor, owner, forever);
    exit(owner.self, 'boom');
    expect(await exited(task.pid as AnyPid)).toBe('boom');
  });

  test('a result that nobody awaits is mail', async () => {
    const { system, supervisor } = await withSupervisor();
    const owner = await newOwner(system, true);
    await TaskSupervisor.async(supervisor, owner, () => 'fine');
    await settle();
    expect(mailOf(owner).toSorted()).toEqual(['DOWN', 'EXIT', 'task_reply']);
  });
});

describe('asyncNolink (TS-03, TS-06, TS-09)', () => {
  test('a crash is told, and that is all', async () => {
    const { system, supervisor } = await withSupervisor();
    const owner = await newOwner(system);
    const task = await TaskSupervisor.asyncNolink(supervisor, owner, () => exitWith('boom'));
    const outcome = await Task.yield(task, { caller: owner });
    expect(outcome).toEqual({ type: 'exit', reason: 'boom' });
    expect(isAlive(owner.self)).toBe(true);
  });

  test('it goes on when its owner has ended', async () => {
    const { system, supervisor, children } = await withSupervisor();
    const owner = await newOwner(system);
    await TaskSupervisor.asyncNolink(supervisor, owner, forever);
    exit(owner.self, 'boom');
    await settle();
    expect(await children()).toBe(1);
  });

  test('only its owner waits for it', async () => {
    const { system, supervisor } = await withSupervisor();
    const [owner, other] = [await newOwner(system), await newOwner(system)];
    const task = await TaskSupervisor.asyncNolink(supervisor, owner, () => 1);
    await expect(Task.await(task, { caller: other })).rejects.toMatchObject({
      code: 'ERR_NOT_TASK_OWNER',
    });
  });
});

describe('limits (TS-13)', () => {
  test('a full supervisor: startChild says so, async rejects', async () => {
    const { system, supervisor } = await withSupervisor({ maxChildren: 1 });
    const owner = await newOwner(system);
    await TaskSupervisor.startChild(supervisor, forever);
    expect(await TaskSupervisor.startChild(supervisor, forever)).toEqual({
      ok: false,
      error: 'max_children',
    });
    for (const verb of [TaskSupervisor.async, TaskSupervisor.asyncNolink]) {
      await expect(verb(supervisor, owner, forever)).rejects.toMatchObject({
        code: 'ERR_MAX_CHILDREN',
        retryable: true,
      });
    }
    expect(mailOf(owner)).toEqual([]);
  });

  test('no supervisor, or a bad option, is an error of its own', async () => {
    const { system, supervisor } = await withSupervisor();
    const owner = await newOwner(system);
    const bad = TaskSupervisor.async(supervisor, owner, forever, { shutdown: -1 });
    await expect(bad).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
    await TaskSupervisor.stop(supervisor);
    const gone = TaskSupervisor.async(supervisor, owner, forever);
    await expect(gone).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
  });
});

describe('ending tasks (TS-14, TS-16, TS-17, TS-19)', () => {
  const trapping = (self: Task.TaskContext) => {
    self.trapExit(true);
    return forever();
  };

  test('terminateChild ends a task as its shutdown says', async () => {
    const { system, clock, supervisor } = await withSupervisor();
    const owner = await newOwner(system);
    const task = await TaskSupervisor.asyncNolink(supervisor, owner, trapping, { shutdown: 80 });
    await settle();
    const pid = task.pid as AnyPid;
    const terminated = TaskSupervisor.terminateChild(supervisor, pid);
    await clock.advance(79);
    expect(isAlive(pid)).toBe(true);
    await clock.advance(1);
    expect(await terminated).toEqual({ ok: true });
    expect(await exited(pid)).toBe('killed');
    expect(await TaskSupervisor.terminateChild(supervisor, pid)).toEqual({
      ok: false,
      error: 'not_found',
    });
    expect(mailOf(owner)).toEqual(['DOWN']);
  });

  test('stop ends all tasks with shutdown, killed when they are brutal or late', async () => {
    const { system, clock, supervisor } = await withSupervisor();
    const start = async (run: Task.TaskFunction<never>, shutdown?: number | 'brutal_kill') => {
      const options = shutdown === undefined ? {} : { shutdown };
      const started = await TaskSupervisor.startChild(supervisor, run, options);
      if (!started.ok || started.pid === undefined) throw new Error('not started');
      return exited(started.pid);
    };
    const ends = [start(forever), start(forever, 'brutal_kill'), start(trapping, 50)];
    await settle();
    expect(await TaskSupervisor.children(supervisor)).toHaveLength(3);
    const stopped = TaskSupervisor.stop(supervisor, 'shutdown');
    await clock.advance(50);
    await stopped;
    expect(await Promise.all(ends)).toEqual(['shutdown', 'killed', 'killed']);
    expect(system.processCount).toBe(0);
  });
});

test('as a child it is found by its name', async () => {
  const { system } = testSystem();
  const name = processName<DynamicSupervisorProtocol>('tasks');
  const children = [TaskSupervisor.childSpec({ name }), TaskSupervisor.childSpec()];
  const outer = await Supervisor.start(system, { children });
  const rows = await Supervisor.whichChildren(outer);
  expect(rows).toMatchObject([
    { id: 'tasks', type: 'supervisor' },
    { id: 'task_supervisor', type: 'supervisor' },
  ]);
  const owner = await newOwner(system);
  const task = await TaskSupervisor.async(system.via(name), owner, () => 7);
  expect(await Task.await(task, { caller: owner })).toBe(7);
});
