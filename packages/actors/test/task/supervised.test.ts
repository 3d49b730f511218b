import { type AnyPid, exit, isAlive, processInfo, spawnLink, Task } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { type Owner, startOwner } from '../support/owner.ts';
import { ask, type PuppetPid, startPuppet } from '../support/puppet.ts';
import { gate } from '../support/test-system.ts';

const boom = new Error('boom');

type Body = Parameters<Parameters<typeof Task.supervised>[3]>[0];

/** An owner, and a process that starts tasks as its children. */
async function supervising(
  options: { trapExit?: boolean } = {},
): Promise<Owner & { supervisor: PuppetPid; startChild: (body: Body) => Promise<AnyPid> }> {
  const owner = await startOwner(options);
  const supervisor = await startPuppet(owner.system, { trapExit: true });
  const startChild = (body: Body): Promise<AnyPid> =>
    ask(supervisor, (context) => spawnLink(context, body));
  return { ...owner, supervisor, startChild };
}

describe('Task.supervised', () => {
  test('runs in the process that somebody else starts, and answers its owner (TS-02)', async () => {
    const { self, supervisor, startChild, mailbox } = await supervising();
    let parent: AnyPid | undefined;
    const run = (context: Task.TaskContext): number => {
      parent = context.parent;
      return 42;
    };
    const task = await Task.supervised(self, run, { link: true }, startChild);
    expect(await Task.await(task)).toBe(42);
    expect([parent === supervisor, task.owner === self.self]).toEqual([true, true]);
    await settle();
    expect([await mailbox(), processInfo(supervisor)?.links]).toEqual([[], []]);
  });

  test('begins only when its owner watches it, so that no result is missed', async () => {
    const { self, startChild } = await supervising();
    const events: string[] = [];
    const task = await Task.supervised(
      self,
      () => events.push('runs'),
      { link: false },
      async (body) => {
        const pid = await startChild(body);
        await settle();
        events.push('started');
        return pid;
      },
    );
    expect(await Task.await(task)).toBe(2);
    expect(events).toEqual(['started', 'runs']);
  });

  test('linked, it falls with its owner, and its owner with it (TS-08, TS-09)', async () => {
    for (const end of ['owner', 'task'] as const) {
      const { self, startChild } = await supervising();
      const work = gate<number>();
      const task = await Task.supervised(self, () => work.promise, { link: true }, startChild);
      await settle();
      if (end === 'owner') exit(self.self, 'no_disk');
      else work.fail(boom);
      await settle();
      expect([isAlive(self.self), task.pid && isAlive(task.pid)]).toEqual([false, false]);
    }
  });

  test('not linked, a crash is only a DOWN and a failed await (TS-03)', async () => {
    const { self, startChild, mailbox } = await supervising();
    const run = () => Promise.reject<number>(boom);
    const unwatched = await Task.supervised(self, run, { link: false }, startChild);
    await settle();
    expect(isAlive(self.self)).toBe(true);
    expect(await mailbox()).toMatchObject([{ type: 'DOWN', reason: { error: boom } }]);
    await expect(Task.await(unwatched)).rejects.toMatchObject({ reason: { error: boom } });
  });

  test('not linked, it goes on when its owner ends (TS-09)', async () => {
    const { self, startChild } = await supervising();
    const work = gate<number>();
    const task = await Task.supervised(self, () => work.promise, { link: false }, startChild);
    exit(self.self, 'kill');
    await settle();
    expect(task.pid && isAlive(task.pid)).toBe(true);
    work.open(42);
    await settle();
    expect(task.pid && isAlive(task.pid)).toBe(false);
  });

  test('is ended by its supervisor, and its owner told', async () => {
    const { self, supervisor, startChild } = await supervising();
    const forever = () => new Promise<never>(() => undefined);
    const task = await Task.supervised(self, forever, { link: false }, startChild);
    const outcome = Task.yield(task);
    await ask(supervisor, (context) => context.exit(task.pid ?? context.self, 'shutdown'));
    expect(await outcome).toEqual({ type: 'exit', reason: 'shutdown' });
  });

  test('rejects as the start of its process does, and leaves nothing behind (TS-13)', async () => {
    const { self, system, mailbox, clock } = await supervising();
    const starting = Task.supervised(
      self,
      () => 1,
      { link: true },
      () => Promise.reject(boom),
    );
    await expect(starting).rejects.toBe(boom);
    await settle();
    expect([await mailbox(), system.processCount, clock.pendingTimers]).toEqual([[], 2, 0]);
  });

  test('whose process was killed before it began is an exit with noproc', async () => {
    const { self, startChild, mailbox } = await supervising();
    for (const link of [false, true]) {
      const task = await Task.supervised(
        self,
        () => 1,
        { link },
        async (body) => {
          const pid = await startChild(body);
          exit(pid, 'kill');
          return pid;
        },
      );
      expect(await Task.yield(task)).toEqual({ type: 'exit', reason: 'noproc' });
      expect(processInfo(self.self)?.links).toEqual([]);
    }
    expect(await mailbox()).toEqual([]);
  });

  test('whose owner ended meanwhile is ended too if it is linked', async () => {
    for (const link of [false, true]) {
      const { self, startChild } = await supervising();
      let ran = false;
      const run = () => {
        ran = true;
        return new Promise<never>(() => undefined);
      };
      const task = await Task.supervised(self, run, { link }, async (body) => {
        const pid = await startChild(body);
        exit(self.self, 'kill');
        return pid;
      });
      await settle();
      expect([ran, task.pid && isAlive(task.pid)]).toEqual([!link, !link]);
    }
  });
});
