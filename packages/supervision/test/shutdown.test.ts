import { exit, exited, exitWith, isAlive, type Logger, silentLogger } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { type Behaviour, Nursery, testSystem } from './support/children.ts';

const hang = (): Promise<void> => new Promise(() => undefined);

describe('ending the children (SU-30 to SU-37)', () => {
  test('they end in reverse order, each only after the previous has ended', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: ['a', 'b', 'c'].map((id) => nursery.child(id, { terminate: settle })),
    });
    nursery.events.length = 0;
    await Supervisor.stop(supervisor);
    expect(nursery.events).toEqual([
      'terminate c shutdown',
      'ended c',
      'terminate b shutdown',
      'ended b',
      'terminate a shutdown',
      'ended a',
    ]);
    expect(system.processCount).toBe(0);
  });

  test('a child that does not trap exits ends with shutdown, without terminate', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { trapExit: false })],
    });
    const end = exited(nursery.pid('a'));
    await Supervisor.stop(supervisor);
    expect(await end).toBe('shutdown');
    expect(nursery.events).toEqual(['start a']);
  });

  test.each([
    ['its own time', 1_234, 1_234],
    ['5 s by default', undefined, 5_000],
  ])(
    'a child that exceeds %s is killed, and the next one is ended',
    async (_what, shutdown, ms) => {
      const { system, clock } = testSystem();
      const nursery = new Nursery();
      const supervisor = await Supervisor.start(system, {
        children: [
          nursery.child('a'),
          nursery.child('slow', {
            terminate: hang,
            ...(shutdown === undefined ? {} : { shutdown }),
          }),
        ],
      });
      const end = exited(nursery.pid('slow'));
      const stopped = Supervisor.stop(supervisor);
      await clock.advance(ms - 1);
      expect(isAlive(nursery.pid('slow'))).toBe(true);
      expect(nursery.events).not.toContain('terminate a shutdown');
      await clock.advance(1);
      await stopped;
      expect(await end).toBe('killed');
      expect(nursery.events).toContain('ended a');
      expect(nursery.events).not.toContain('ended slow');
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('infinity waits without a limit', async () => {
    const { system, clock } = testSystem();
    const nursery = new Nursery();
    let release: () => void = () => undefined;
    const terminate = () =>
      new Promise<void>((resolve) => {
        release = resolve;
      });
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { shutdown: 'infinity', terminate })],
    });
    const stopped = Supervisor.stop(supervisor);
    await clock.advance(1e10);
    expect(isAlive(nursery.pid('a'))).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    release();
    await stopped;
  });

  test('a child of type supervisor has no limit by default', async () => {
    const { system, clock } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { type: 'supervisor', terminate: hang })],
    });
    const stopped = Supervisor.stop(supervisor);
    await clock.advance(1e10);
    expect(isAlive(nursery.pid('a'))).toBe(true);
    exit(nursery.pid('a'), 'kill');
    await stopped;
  });

  test('brutal_kill kills at once, without terminate', async () => {
    const { system, clock } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { shutdown: 'brutal_kill', terminate: hang })],
    });
    const end = exited(nursery.pid('a'));
    await Supervisor.stop(supervisor);
    expect(await end).toBe('killed');
    expect(nursery.events).toEqual(['start a']);
    expect(clock.now()).toBe(0);
  });

  test('shutdown 0 is legal: told, then killed (SU-15)', async () => {
    const { system, clock } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { shutdown: 0, terminate: hang })],
    });
    const stopped = Supervisor.stop(supervisor);
    await clock.advance(0);
    await stopped;
    expect(nursery.events).toEqual(['start a', 'terminate a shutdown']);
  });

  test('a crash in the terminate of a child does not stop the stopping', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [
        nursery.child('a'),
        nursery.child('b', { terminate: () => Promise.reject(new Error('in terminate')) }),
      ],
    });
    await Supervisor.stop(supervisor);
    expect(nursery.events).toContain('ended a');
    expect(system.processCount).toBe(0);
  });

  test('a child that ends while its sibling is being ended is neither waited for nor restarted', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [
        nursery.child('a'),
        nursery.child('b', {
          terminate: async () => {
            nursery.end('a', { error: 'by itself' });
            await settle();
          },
        }),
      ],
    });
    await Supervisor.stop(supervisor);
    expect(nursery.started('a')).toBe(1);
    expect(system.processCount).toBe(0);
  });
});

describe('ends that were not asked for are reported (SU-37, DS-23)', () => {
  test.each<[string, Behaviour, string[]]>([
    ['shutdown', {}, []],
    ['killed where it is to be killed', { shutdown: 'brutal_kill' }, []],
    ['killed after its time', { shutdown: 0, terminate: hang }, ['killed']],
    ['a crash', { terminate: () => Promise.reject(new Error('late')) }, ['crash: Error: late']],
    ['normal, permanent', { terminate: () => exitWith('normal') }, ['normal']],
    ['normal, transient', { restart: 'transient', terminate: () => exitWith('normal') }, []],
  ])('%s', async (_what, behaviour, expected) => {
    const reasons: unknown[] = [];
    const warn: Logger['warn'] = (_message, fields) => void reasons.push(fields?.['reason']);
    const { system, clock } = testSystem({ ...silentLogger, warn });
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', behaviour)],
    });
    const stopped = Supervisor.stop(supervisor);
    await clock.advance(0);
    await stopped;
    expect(reasons).toEqual(expected);
  });
});

describe('all_at_once (DS-21, DS-22)', () => {
  test('all are told before any has ended', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      shutdownOrder: 'all_at_once',
      children: ['a', 'b', 'c'].map((id) => nursery.child(id, { terminate: settle })),
    });
    nursery.events.length = 0;
    await Supervisor.stop(supervisor);
    expect(nursery.events.slice(0, 3).toSorted()).toEqual([
      'terminate a shutdown',
      'terminate b shutdown',
      'terminate c shutdown',
    ]);
    expect(system.processCount).toBe(0);
  });

  test('each has its own time, and it takes as long as the slowest', async () => {
    const { system, clock } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      shutdownOrder: 'all_at_once',
      children: [
        nursery.child('short', { shutdown: 100, terminate: hang }),
        nursery.child('long', { shutdown: 300, terminate: hang }),
        nursery.child('brutal', { shutdown: 'brutal_kill', terminate: hang }),
      ],
    });
    const stopped = Supervisor.stop(supervisor);
    await settle();
    expect(isAlive(nursery.pid('brutal'))).toBe(false);
    await clock.advance(100);
    expect([isAlive(nursery.pid('short')), isAlive(nursery.pid('long'))]).toEqual([false, true]);
    await clock.advance(200);
    await stopped;
    expect(clock.now()).toBe(300);
  });

  test('it also holds for the rollback of a failed start', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const starting = Supervisor.start(system, {
      shutdownOrder: 'all_at_once',
      children: [
        nursery.child('a', { terminate: settle }),
        nursery.child('b', { terminate: settle }),
        nursery.child('bad', { starts: ['fail'] }),
      ],
    });
    await expect(starting).rejects.toThrow('bad');
    expect(nursery.events.slice(3, 5).toSorted()).toEqual([
      'terminate a shutdown',
      'terminate b shutdown',
    ]);
    expect(system.processCount).toBe(0);
  });
});

describe('the end of the supervisor (SU-39, SU-40)', () => {
  test.each(['normal', 'shutdown', 'no_disk'])(
    'stop with %s: the children get shutdown all the same',
    async (reason) => {
      const { system } = testSystem();
      const nursery = new Nursery();
      const supervisor = await Supervisor.start(system, { children: [nursery.child('a')] });
      await Supervisor.stop(supervisor, reason);
      expect(await exited(supervisor)).toBe(reason);
      expect(nursery.events).toEqual(['start a', 'terminate a shutdown', 'ended a']);
    },
  );

  test('a normal end of its parent ends it, after its children', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const outer = await Supervisor.start(system, {
      children: [
        {
          id: 'inner',
          type: 'supervisor',
          start: (parent) => Supervisor.startLink(parent, { children: [nursery.child('leaf')] }),
        },
      ],
    });
    const [row] = await Supervisor.whichChildren(outer);
    if (row === undefined || typeof row.pid === 'string') throw new Error('not running');
    const end = exited(row.pid);
    await Supervisor.stop(outer, 'normal');
    expect(await end).toBe('shutdown');
    expect(nursery.events.slice(-2)).toEqual(['terminate leaf shutdown', 'ended leaf']);
  });

  test('ActorSystem.close ends the whole tree in order', async () => {
    const { system, clock } = testSystem();
    const nursery = new Nursery();
    await Supervisor.start(system, { children: [nursery.child('a'), nursery.child('b')] });
    await system.close();
    expect(nursery.events.slice(2)).toEqual([
      'terminate b shutdown',
      'ended b',
      'terminate a shutdown',
      'ended a',
    ]);
    expect(clock.now()).toBe(0);
  });
});
