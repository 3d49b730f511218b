import { exit, exited, isAlive } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { Nursery, testSystem } from './support/children.ts';

const crash = { error: new Error('boom') };

async function crashTimes(nursery: Nursery, id: string, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) {
    nursery.end(id, crash);
    await settle();
  }
}

describe('giving up (SU-71 to SU-75)', () => {
  test.each([0, 1, 3, 7])(
    'with maxRestarts %i it survives so many and not one more',
    async (maxRestarts) => {
      const { system } = testSystem();
      const nursery = new Nursery();
      const supervisor = await Supervisor.start(system, {
        maxRestarts,
        children: [nursery.child('a')],
      });
      await crashTimes(nursery, 'a', maxRestarts);
      expect(isAlive(supervisor)).toBe(true);
      await crashTimes(nursery, 'a', 1);
      expect(isAlive(supervisor)).toBe(false);
      expect(nursery.started('a')).toBe(maxRestarts + 1);
    },
  );

  test('by default it survives three restarts in five seconds', async () => {
    const { system, clock } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, { children: [nursery.child('a')] });
    await crashTimes(nursery, 'a', 3);
    await clock.advance(5_001);
    await crashTimes(nursery, 'a', 3);
    expect(isAlive(supervisor)).toBe(true);
    await crashTimes(nursery, 'a', 1);
    expect(isAlive(supervisor)).toBe(false);
  });

  test('it ends with shutdown, after the other children in reverse order', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      maxRestarts: 0,
      children: ['a', 'b', 'c'].map((id) => nursery.child(id)),
    });
    nursery.events.length = 0;
    nursery.end('b', crash);
    expect(await exited(supervisor)).toBe('shutdown');
    expect(nursery.events).toEqual([
      'terminate b {"error":{}}',
      'ended b',
      'terminate c shutdown',
      'ended c',
      'terminate a shutdown',
      'ended a',
    ]);
    expect(system.processCount).toBe(0);
  });

  test('the count is one for all children', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      maxRestarts: 2,
      children: ['a', 'b', 'c'].map((id) => nursery.child(id)),
    });
    for (const id of ['a', 'b', 'c']) await crashTimes(nursery, id, 1);
    expect(isAlive(supervisor)).toBe(false);
  });

  test('ends that lead to no restart do not count', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      maxRestarts: 0,
      children: [
        nursery.child('gone', { restart: 'temporary' }),
        nursery.child('done', { restart: 'transient' }),
      ],
    });
    nursery.end('gone', crash);
    nursery.end('done', 'normal');
    await settle();
    expect(isAlive(supervisor)).toBe(true);
  });

  test('restarts older than the window are forgotten', async () => {
    const { system, clock } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      maxRestarts: 1,
      maxSeconds: 10,
      children: [nursery.child('a')],
    });
    for (let round = 0; round < 20; round += 1) {
      await crashTimes(nursery, 'a', 1);
      await clock.advance(10_001);
    }
    expect(isAlive(supervisor)).toBe(true);
    await crashTimes(nursery, 'a', 1);
    await clock.advance(9_000);
    await crashTimes(nursery, 'a', 1);
    expect(isAlive(supervisor)).toBe(false);
  });

  test('a burst of kills is counted one by one', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      maxRestarts: 2,
      children: ['a', 'b', 'c', 'd'].map((id) => nursery.child(id)),
    });
    for (const id of ['a', 'b', 'c']) exit(nursery.pid(id), 'kill');
    expect(await exited(supervisor)).toBe('shutdown');
    expect(system.processCount).toBe(0);
  });
});

describe('nested supervisors (SU-44, SU-76 to SU-78)', () => {
  const inner = (nursery: Nursery, restart: 'permanent' | 'transient' | 'temporary') => ({
    id: 'inner',
    type: 'supervisor' as const,
    restart,
    start: (parent: Parameters<typeof Supervisor.startLink>[0]) =>
      Supervisor.startLink(parent, { maxRestarts: 0, children: [nursery.child('leaf')] }),
  });

  test('stopping the outer one ends the subtree first', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const outer = await Supervisor.start(system, {
      children: [nursery.child('first'), inner(nursery, 'permanent'), nursery.child('last')],
    });
    nursery.events.length = 0;
    await Supervisor.stop(outer);
    expect(nursery.events).toEqual([
      'terminate last shutdown',
      'ended last',
      'terminate leaf shutdown',
      'ended leaf',
      'terminate first shutdown',
      'ended first',
    ]);
    expect(system.processCount).toBe(0);
  });

  test.each([
    ['permanent', 2],
    ['transient', 1],
    ['temporary', 1],
  ] as const)(
    'a %s supervisor that gave up has started its child %i times',
    async (restart, times) => {
      const { system } = testSystem();
      const nursery = new Nursery();
      const outer = await Supervisor.start(system, { children: [inner(nursery, restart)] });
      nursery.end('leaf', crash);
      await settle();
      expect(nursery.started('leaf')).toBe(times);
      expect(isAlive(outer)).toBe(true);
    },
  );

  test('each giving up below is one restart above, until the outer one gives up', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const outer = await Supervisor.start(system, {
      maxRestarts: 2,
      children: [inner(nursery, 'permanent')],
    });
    await crashTimes(nursery, 'leaf', 2);
    expect(isAlive(outer)).toBe(true);
    await crashTimes(nursery, 'leaf', 1);
    expect(isAlive(outer)).toBe(false);
    expect(nursery.started('leaf')).toBe(3);
    expect(system.processCount).toBe(0);
  });
});
