import {
  type AnyPid,
  type ExitReason,
  exit,
  exited,
  GenServer,
  isAlive,
  ok,
  processName,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { Supervisor, type SupervisorProtocol } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { Nursery, rows, testSystem } from './support/children.ts';

describe('starting children (SU-01, SU-02)', () => {
  test('they are started in order, each after the previous one is up', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const slow = settle().then(() => nursery.events.push('a is up'));
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { starts: [slow] }), nursery.child('b'), nursery.child('c')],
    });
    expect(nursery.events).toEqual(['start a', 'a is up', 'start b', 'start c']);
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual([
      'a: running',
      'b: running',
      'c: running',
    ]);
  });

  test('a supervisor without children runs', async () => {
    const { system } = testSystem();
    const supervisor = await Supervisor.start(system, { children: [] });
    expect(await Supervisor.whichChildren(supervisor)).toEqual([]);
    await Supervisor.stop(supervisor);
  });

  test('its children are linked to it, and it is their parent', async () => {
    const { system } = testSystem();
    const parents: unknown[] = [];
    const supervisor = await Supervisor.start(system, {
      children: [
        {
          id: 'a',
          start: (parent) => {
            parents.push(parent.self);
            return GenServer.startLink(parent, { init: () => ok(0) }, undefined);
          },
        },
      ],
    });
    expect(parents[0] === supervisor).toBe(true);
  });
});

describe('a child that does not start (SU-03)', () => {
  test('those before it are ended in reverse, those behind it never start', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const starting = Supervisor.start(system, {
      children: [
        nursery.child('a'),
        nursery.child('b'),
        nursery.child('bad', { starts: ['fail'] }),
        nursery.child('d'),
      ],
    });
    await expect(starting).rejects.toMatchObject({
      code: 'ERR_START_FAILED',
      reason: { shutdown: { failed_to_start_child: 'bad', reason: 'no luck' } },
    });
    expect(nursery.events).toEqual([
      'start a',
      'start b',
      'start bad',
      'terminate b shutdown',
      'ended b',
      'terminate a shutdown',
      'ended a',
    ]);
    expect(system.processCount).toBe(0);
  });

  test('the name of the supervisor is free afterwards', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const name = processName<SupervisorProtocol>('sup');
    const children = [nursery.child('bad', { starts: ['fail'] })];
    await expect(Supervisor.start(system, { name, children })).rejects.toThrow('bad');
    const supervisor = await Supervisor.start(system, { name, children });
    expect(system.whereis(name)).toBe(supervisor);
  });

  test('the error names the child and what its start threw', async () => {
    const { system } = testSystem();
    const boom = new Error('no disk');
    const throwing = {
      id: 'disk',
      start: () => {
        throw boom;
      },
    };
    const starting = Supervisor.start(system, { children: [throwing] });
    await expect(starting).rejects.toMatchObject({
      reason: { shutdown: { failed_to_start_child: 'disk', reason: { error: boom } } },
    });
  });

  test.each([
    ['nothing', undefined],
    ['a number', 42],
    ['an object', { pid: 1 }],
  ])(
    'a start function that answers %s instead of a pid has failed (SU-06)',
    async (_what, answer) => {
      const { system } = testSystem();
      const starting = Supervisor.start(system, {
        children: [{ id: 'odd', start: () => Promise.resolve(answer as never) }],
      });
      await expect(starting).rejects.toMatchObject({
        code: 'ERR_START_FAILED',
        reason: { shutdown: { failed_to_start_child: 'odd' } },
      });
    },
  );
});

describe('a child that answers ignore (SU-04)', () => {
  test('is kept without a process, and the next one is started', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('off', { starts: ['ignore'] }), nursery.child('on')],
    });
    const children = await Supervisor.whichChildren(supervisor);
    expect(rows(children)).toEqual(['off: undefined', 'on: running']);
    await settle();
    expect(nursery.started('off')).toBe(1);
  });

  test('is dropped if it is temporary', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('off', { starts: ['ignore'], restart: 'temporary' })],
    });
    expect(await Supervisor.whichChildren(supervisor)).toEqual([]);
  });
});

describe('the supervisor itself', () => {
  test('a taken name is refused and nothing is started (SU-08)', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const name = processName<SupervisorProtocol>('sup');
    const first = await Supervisor.start(system, { name, children: [] });
    const second = Supervisor.start(system, { name, children: [nursery.child('a')] });
    await expect(second).rejects.toMatchObject({ code: 'ERR_ALREADY_STARTED', pid: first });
    expect(nursery.events).toEqual([]);
  });

  test('a child that ended while its siblings were being started is restarted afterwards (SU-79)', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    let release: (value?: unknown) => void = () => undefined;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    const starting = Supervisor.start(system, {
      children: [nursery.child('a'), nursery.child('b', { starts: [held] })],
    });
    await settle();
    const first = nursery.pid('a');
    exit(first, 'kill');
    await settle();
    expect(nursery.events).toEqual(['start a', 'start b']);
    release();
    const supervisor = await starting;
    await settle();
    expect(nursery.events).toEqual(['start a', 'start b', 'start a']);
    expect(nursery.pid('a')).not.toBe(first);
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual(['a: running', 'b: running']);
  });

  test('exits of strangers, signals and messages do not disturb it (SU-41, SU-80)', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, { children: [nursery.child('a')] });
    exit(supervisor, 'shutdown');
    exit(supervisor, 'normal');
    GenServer.send(supervisor, { type: 'timeout' });
    GenServer.send(supervisor, { type: 'EXIT', pid: supervisor, reason: 'odd' });
    await settle();
    expect(isAlive(supervisor)).toBe(true);
    expect(nursery.events).toEqual(['start a']);
  });

  test('an exit signal of a child that goes on living is no end of it', async () => {
    const { system } = testSystem();
    const contexts: { exit: (pid: AnyPid, reason: ExitReason) => void }[] = [];
    const supervisor = await Supervisor.start(system, {
      children: [
        {
          id: 'noisy',
          start: (parent) => {
            const init = (_args: undefined, context: (typeof contexts)[number]) => {
              contexts.push(context);
              return ok(0);
            };
            return GenServer.startLink(parent, { init }, undefined);
          },
        },
      ],
    });
    const before = await Supervisor.whichChildren(supervisor);
    for (const reason of ['normal', 'hint']) contexts[0]?.exit(supervisor, reason);
    await settle();
    const after = await Supervisor.whichChildren(supervisor);
    expect(after[0]?.pid === before[0]?.pid).toBe(true);
    expect(contexts).toHaveLength(1);
  });

  test('asking one that has ended rejects with ERR_NO_PROCESS (SU-104)', async () => {
    const { system } = testSystem();
    const supervisor = await Supervisor.start(system, { children: [] });
    await Supervisor.stop(supervisor);
    for (const asked of [
      Supervisor.whichChildren(supervisor),
      Supervisor.countChildren(supervisor),
      Supervisor.stop(supervisor),
    ]) {
      await expect(asked).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
    }
  });

  test('killing it ends trapping children through terminate as killed, others at once (SU-42)', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('polite'), nursery.child('plain', { trapExit: false })],
    });
    const ends = [exited(nursery.pid('polite')), exited(nursery.pid('plain'))];
    exit(supervisor, 'kill');
    expect(await Promise.all(ends)).toEqual(['killed', 'killed']);
    expect(nursery.events).toContain('terminate polite killed');
    expect(nursery.events).not.toContain('terminate plain killed');
  });
});
