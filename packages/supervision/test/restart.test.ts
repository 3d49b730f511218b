import { type ExitReason, exit, exited, GenServer, isAlive, ok, type Pid } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { type Restart, Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { Nursery, rows, testSystem } from './support/children.ts';

/** Understands nothing but what the runtime sends. */
interface Mute {
  readonly call: never;
}

const crash = { error: new Error('boom') };

describe('restart types (SU-50, SU-51, SU-53)', () => {
  test.each<[Restart, ExitReason, string[]]>([
    ['permanent', 'normal', ['a: running', 'b: running']],
    ['permanent', 'shutdown', ['a: running', 'b: running']],
    ['permanent', { shutdown: 1 }, ['a: running', 'b: running']],
    ['permanent', crash, ['a: running', 'b: running']],
    ['transient', 'normal', ['a: undefined', 'b: running']],
    ['transient', 'shutdown', ['a: undefined', 'b: running']],
    ['transient', { shutdown: 1 }, ['a: undefined', 'b: running']],
    ['transient', 'no_disk', ['a: running', 'b: running']],
    ['transient', crash, ['a: running', 'b: running']],
    ['temporary', 'normal', ['b: running']],
    ['temporary', crash, ['b: running']],
  ])('a %s child that ended with %j leaves %j', async (restart, reason, expected) => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { restart }), nursery.child('b')],
    });
    const sibling = nursery.pid('b');
    nursery.end('a', reason);
    await settle();
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual(expected);
    expect(nursery.started('a')).toBe(expected[0] === 'a: running' ? 2 : 1);
    expect(isAlive(sibling)).toBe(true);
  });

  test.each<[Restart, number]>([
    ['permanent', 2],
    ['transient', 2],
    ['temporary', 1],
  ])('a %s child that was killed has been started %i times', async (restart, times) => {
    const { system } = testSystem();
    const nursery = new Nursery();
    await Supervisor.start(system, { children: [nursery.child('a', { restart })] });
    exit(nursery.pid('a'), 'kill');
    await settle();
    expect(nursery.started('a')).toBe(times);
  });

  test('a restarted child has a new pid, keeps its place and starts afresh (SU-61, SU-62, SU-81)', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: ['a', 'b', 'c'].map((id) => nursery.child(id)),
    });
    const before = nursery.pid('b');
    nursery.end('b', crash);
    await settle();
    const children = await Supervisor.whichChildren(supervisor);
    expect(children.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(children[1]?.pid === nursery.pid('b')).toBe(true);
    expect(isAlive(before)).toBe(false);
  });

  test('what counts is why a child ended, not a signal that it sent just before', async () => {
    const { system } = testSystem();
    let starts = 0;
    const supervisor = await Supervisor.start(system, {
      children: [
        {
          id: 'a',
          restart: 'transient',
          start: (parent) => {
            starts += 1;
            return GenServer.startLink<undefined, number, Mute>(
              parent,
              {
                init: () => ok(0),
                handleInfo: (_message, _state, context) => {
                  context.exit(supervisor, 'normal');
                  throw new Error('boom');
                },
              },
              undefined,
            );
          },
        },
      ],
    });
    const [row] = await Supervisor.whichChildren(supervisor);
    if (row === undefined || typeof row.pid === 'string') throw new Error('not running');
    GenServer.send<Mute>(row.pid as Pid<Mute>, { type: 'timeout' });
    await settle();
    expect(starts).toBe(2);
  });

  test('a child that ends twice is restarted twice', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    await Supervisor.start(system, { children: [nursery.child('a')] });
    nursery.end('a', crash);
    await settle();
    nursery.end('a', crash);
    await settle();
    expect(nursery.started('a')).toBe(3);
  });

  test('children that end at once are restarted in the order of their ends', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    await Supervisor.start(system, { children: ['a', 'b', 'c'].map((id) => nursery.child(id)) });
    exit(nursery.pid('c'), 'kill');
    exit(nursery.pid('a'), 'kill');
    await settle();
    expect(nursery.events.slice(3)).toEqual(['start c', 'start a']);
  });

  test('a restarted child is ended with its supervisor, in its old place', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a'), nursery.child('b')],
    });
    exit(nursery.pid('a'), 'kill');
    await settle();
    nursery.events.length = 0;
    await Supervisor.stop(supervisor);
    expect(nursery.events).toEqual([
      'terminate b shutdown',
      'ended b',
      'terminate a shutdown',
      'ended a',
    ]);
    expect(system.processCount).toBe(0);
  });
});

describe('restarts that do not succeed (SU-63 to SU-66)', () => {
  test('a failed restart is tried again at once until it succeeds', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      maxRestarts: 10,
      children: [nursery.child('a', { starts: ['ok', 'fail', 'fail', 'ok'] })],
    });
    nursery.end('a', crash);
    await settle();
    expect(nursery.started('a')).toBe(4);
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual(['a: running']);
  });

  test('every attempt counts: the supervisor gives up', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      maxRestarts: 3,
      children: [nursery.child('a', { starts: ['ok', ...Array<'fail'>(20).fill('fail')] })],
    });
    nursery.end('a', crash);
    expect(await exited(supervisor)).toBe('shutdown');
    expect(nursery.started('a')).toBe(4);
  });

  test('between two attempts the mailbox is served, and the child is restarting', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const answers: Promise<string[]>[] = [];
    const supervisor = await Supervisor.start(system, {
      maxRestarts: 100,
      children: [
        {
          id: 'a',
          start: async (parent) => {
            nursery.events.push('attempt');
            if (nursery.events.length > 1 && nursery.events.length < 4) {
              // From outside: asked from in here the supervisor would be calling itself.
              const asked = Promise.resolve().then(() => Supervisor.whichChildren(supervisor));
              answers.push(asked.then(rows));
              throw new Error('not yet');
            }
            return GenServer.startLink(parent, { init: () => ok(0) }, undefined);
          },
        },
      ],
    });
    const [row] = await Supervisor.whichChildren(supervisor);
    if (row === undefined || typeof row.pid === 'string') throw new Error('not running');
    exit(row.pid, 'kill');
    await settle();
    expect(await Promise.all(answers)).toEqual([['a: restarting'], ['a: restarting']]);
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual(['a: running']);
  });

  test('a restarting child is a spec but not active (SU-65, SU-103)', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    let counts: unknown;
    const supervisor = await Supervisor.start(system, {
      maxRestarts: 100,
      children: [
        nursery.child('b'),
        {
          id: 'a',
          type: 'supervisor',
          start: async (parent) => {
            nursery.events.push('start a');
            if (nursery.started('a') === 2) {
              void Supervisor.countChildren(supervisor).then((value) => {
                counts = value;
              });
              throw new Error('not yet');
            }
            return GenServer.startLink(parent, { init: () => ok(0) }, undefined);
          },
        },
      ],
    });
    const row = (await Supervisor.whichChildren(supervisor))[1];
    if (row === undefined || typeof row.pid === 'string') throw new Error('not running');
    exit(row.pid, 'kill');
    await settle();
    expect(counts).toEqual({ specs: 2, active: 1, supervisors: 1, workers: 1 });
  });

  test('stop is obeyed between two attempts', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      maxRestarts: 1e9,
      children: [
        nursery.child('b'),
        nursery.child('a', { starts: ['ok', ...Array<'fail'>(100_000).fill('fail')] }),
      ],
    });
    nursery.end('a', crash);
    await settle();
    await Supervisor.stop(supervisor);
    expect(nursery.events.slice(-2)).toEqual(['terminate b shutdown', 'ended b']);
    expect(system.processCount).toBe(0);
  });

  test('a restart that answers ignore is done, and not tried again', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { starts: ['ok', 'ignore'] })],
    });
    nursery.end('a', crash);
    await settle();
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual(['a: undefined']);
    expect(nursery.started('a')).toBe(2);
  });
});
