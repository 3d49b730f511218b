import { exit, type Pid, Sys } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { DynamicSupervisor, Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { Nursery, testSystem } from './support/children.ts';

async function supervisors(): Promise<{ nursery: Nursery; pids: [Pid, Pid] }> {
  const { system } = testSystem();
  const nursery = new Nursery();
  const children = [nursery.child('a')];
  const pids: [Pid, Pid] = [
    await Supervisor.start(system, { strategy: 'one_for_one', children }),
    await DynamicSupervisor.start(system),
  ];
  return { nursery, pids };
}

describe('Sys of a supervisor (SY-16)', () => {
  test('answers its status and state like any server', async () => {
    const { pids } = await supervisors();
    for (const pid of pids) {
      expect(await Sys.getStatus(pid)).toMatchObject({ status: 'running', pid });
      expect(await Sys.getState(pid)).toBeDefined();
    }
  });

  test('suspends it: a child that ends is restarted when it is resumed', async () => {
    const { nursery, pids } = await supervisors();
    const [supervisor] = pids;
    await Sys.suspend(supervisor);
    exit(nursery.pid('a'), 'kill');
    await settle();
    expect(nursery.started('a')).toBe(1);
    await Sys.resume(supervisor);
    await settle();
    expect(nursery.started('a')).toBe(2);
  });

  test('counts and records what it does', async () => {
    const { pids } = await supervisors();
    const [supervisor] = pids;
    await Sys.statistics(supervisor, true);
    await Supervisor.whichChildren(supervisor as Parameters<typeof Supervisor.whichChildren>[0]);
    expect(await Sys.statistics(supervisor, 'get')).toMatchObject({ messagesIn: 1 });
  });
});
