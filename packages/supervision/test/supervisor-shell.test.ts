import { exit, exited, isAlive, type Logger, silentLogger } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { type StrategyName, Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { gate, Nursery, rows, testSystem } from './support/children.ts';

const crash = { error: new Error('boom') };

async function group(nursery: Nursery, strategy: StrategyName, maxRestarts = 3) {
  const { system } = testSystem();
  const children = ['a', 'b', 'c'].map((id) => nursery.child(id));
  const supervisor = await Supervisor.start(system, { strategy, maxRestarts, children });
  nursery.events.length = 0;
  return { system, supervisor };
}

describe('restarting a group (SU-55, SU-56)', () => {
  test('one_for_all ends the others, latest first, and starts all in order', async () => {
    const nursery = new Nursery();
    const { supervisor } = await group(nursery, 'one_for_all');
    nursery.end('b', 'boom');
    await settle();
    expect(nursery.events).toEqual([
      ...['terminate b boom', 'ended b', 'terminate c shutdown', 'ended c'],
      ...['terminate a shutdown', 'ended a', 'start a', 'start b', 'start c'],
    ]);
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual([
      'a: running',
      'b: running',
      'c: running',
    ]);
  });

  test('rest_for_one leaves those before it alone', async () => {
    const nursery = new Nursery();
    await group(nursery, 'rest_for_one');
    const first = nursery.pid('a');
    nursery.end('b', 'boom');
    await settle();
    expect(nursery.events.slice(2)).toEqual([
      'terminate c shutdown',
      'ended c',
      'start b',
      'start c',
    ]);
    expect(nursery.pid('a')).toBe(first);
    expect(isAlive(first)).toBe(true);
  });

  test('the ends of those that were stopped for it are no ends to react to (SU-80)', async () => {
    const nursery = new Nursery();
    const { supervisor } = await group(nursery, 'one_for_all', 1);
    exit(nursery.pid('c'), 'kill');
    exit(nursery.pid('a'), 'kill');
    await settle();
    expect(['a', 'b', 'c'].map((id) => nursery.started(id))).toEqual([1, 1, 1]);
    expect(isAlive(supervisor)).toBe(true);
  });

  test('an end without a restart leaves the siblings alone (SU-57)', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    await Supervisor.start(system, {
      strategy: 'one_for_all',
      children: [
        nursery.child('done', { restart: 'transient' }),
        nursery.child('gone', { restart: 'temporary' }),
        nursery.child('c'),
      ],
    });
    nursery.end('done', 'normal');
    nursery.end('gone', crash);
    await settle();
    expect(nursery.events).not.toContain('terminate c shutdown');
  });

  test('siblings that were not running come back, temporary ones do not (SU-58, SU-59)', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      strategy: 'one_for_all',
      children: [
        nursery.child('stopped'),
        nursery.child('done', { restart: 'transient' }),
        nursery.child('ignored', { starts: ['ignore'] }),
        nursery.child('temporary', { restart: 'temporary' }),
        nursery.child('z'),
      ],
    });
    await Supervisor.terminateChild(supervisor, 'stopped');
    nursery.end('done', 'normal');
    await settle();
    nursery.end('z', 'boom');
    await settle();
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual([
      'stopped: running',
      'done: running',
      'ignored: running',
      'z: running',
    ]);
  });
});

describe('a group restart that fails (SU-68 to SU-70)', () => {
  test('one_for_all starts anew, and ends those that were up already', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const { started, open } = gate('fail');
    const supervisor = await Supervisor.start(system, {
      strategy: 'one_for_all',
      children: [
        nursery.child('a'),
        nursery.child('b', { starts: ['ok', started] }),
        nursery.child('c'),
      ],
    });
    nursery.end('a', 'boom');
    await settle();
    const during = Supervisor.whichChildren(supervisor).then(rows);
    nursery.events.length = 0;
    open();
    expect(await during).toEqual(['a: running', 'b: restarting', 'c: undefined']);
    await settle();
    expect(nursery.events).toEqual([
      ...['terminate a shutdown', 'ended a', 'start a', 'start b', 'start c'],
    ]);
  });

  test('rest_for_one goes on at the child that failed', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const { started, open } = gate('fail');
    const supervisor = await Supervisor.start(system, {
      strategy: 'rest_for_one',
      children: [
        nursery.child('a'),
        nursery.child('b', { starts: ['ok', started] }),
        nursery.child('c'),
      ],
    });
    nursery.end('a', 'boom');
    await settle();
    const during = Supervisor.countChildren(supervisor);
    nursery.events.length = 0;
    open();
    expect(await during).toMatchObject({ specs: 3, active: 1 });
    await settle();
    expect(nursery.events).toEqual(['start b', 'start c']);
  });

  test('every attempt counts', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      strategy: 'one_for_all',
      maxRestarts: 2,
      children: [
        nursery.child('a'),
        nursery.child('b', { starts: ['ok', 'fail', 'fail', 'fail'] }),
      ],
    });
    nursery.end('a', 'boom');
    expect(await exited(supervisor)).toBe('shutdown');
    expect(nursery.started('b')).toBe(3);
    expect(system.processCount).toBe(0);
  });
});

describe('requests while a child is restarting (SU-66, SU-67)', () => {
  async function restarting(nursery: Nursery) {
    const { system } = testSystem();
    const { started, open } = gate('fail');
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { starts: ['ok', started] }), nursery.child('b')],
    });
    nursery.end('a', 'boom');
    await settle();
    return { supervisor, open };
  }

  test('restart, delete and start of that id are refused; others are served', async () => {
    const nursery = new Nursery();
    const { supervisor, open } = await restarting(nursery);
    const answers = [
      Supervisor.restartChild(supervisor, 'a'),
      Supervisor.deleteChild(supervisor, 'a'),
      Supervisor.startChild(supervisor, nursery.child('a')),
      Supervisor.startChild(supervisor, nursery.child('c')),
      Supervisor.whichChild(supervisor, 'a'),
    ];
    open();
    expect(await Promise.all(answers)).toMatchObject([
      { ok: false, error: 'restarting' },
      { ok: false, error: 'restarting' },
      { ok: false, error: 'already_present' },
      { ok: true },
      { ok: true, child: { pid: 'restarting' } },
    ]);
    await settle();
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual([
      'a: running',
      'b: running',
      'c: running',
    ]);
  });

  test('terminate ends the attempts; the child can be deleted then', async () => {
    const nursery = new Nursery();
    const { supervisor, open } = await restarting(nursery);
    const answers = [
      Supervisor.terminateChild(supervisor, 'a'),
      Supervisor.whichChild(supervisor, 'a'),
      Supervisor.deleteChild(supervisor, 'a'),
    ];
    open();
    expect(await Promise.all(answers)).toMatchObject([
      { ok: true },
      { child: { pid: 'undefined' } },
      { ok: true },
    ]);
    await settle();
    expect(nursery.started('a')).toBe(2);
  });

  test('stop is obeyed', async () => {
    const nursery = new Nursery();
    const { supervisor, open } = await restarting(nursery);
    const stopped = Supervisor.stop(supervisor, 'shutdown');
    open();
    await stopped;
    expect(nursery.started('a')).toBe(2);
    expect(nursery.events.slice(-2)).toEqual(['terminate b shutdown', 'ended b']);
  });
});

describe('auto_shutdown in a tree (SU-113, SU-115)', () => {
  test('what is stopped by request or with its siblings does not trigger', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const significant = { restart: 'transient', significant: true } as const;
    const supervisor = await Supervisor.start(system, {
      strategy: 'one_for_all',
      autoShutdown: 'any_significant',
      children: [nursery.child('s', significant), nursery.child('b')],
    });
    nursery.end('b', 'boom');
    await settle();
    await Supervisor.terminateChild(supervisor, 's');
    await settle();
    expect(isAlive(supervisor)).toBe(true);
    await Supervisor.restartChild(supervisor, 's');
    nursery.end('s', 'normal');
    expect(await exited(supervisor)).toBe('shutdown');
    expect(nursery.events.slice(-2)).toEqual(['terminate b shutdown', 'ended b']);
  });

  test('a supervisor that shut down by itself triggers its parent if it is significant', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const significant = { restart: 'transient', significant: true } as const;
    const autoShutdown = 'any_significant' as const;
    const children = [nursery.child('leaf', significant)];
    const inner = Supervisor.childSpec({ id: 'inner', autoShutdown, children });
    const outer = await Supervisor.start(system, {
      autoShutdown,
      children: [{ ...inner, ...significant }],
    });
    nursery.end('leaf', 'normal');
    expect(await exited(outer)).toBe('shutdown');
    expect(system.processCount).toBe(0);
  });
});

test('a failed restart and giving up are logged', async () => {
  const lines: string[] = [];
  const logger: Logger = { ...silentLogger, error: (message) => lines.push(message) };
  const { system } = testSystem(logger);
  const nursery = new Nursery();
  const supervisor = await Supervisor.start(system, {
    maxRestarts: 1,
    children: [nursery.child('a', { starts: ['ok', 'fail'] })],
  });
  nursery.end('a', 'boom');
  await exited(supervisor);
  expect(lines).toContain('a child did not restart');
  expect(lines).toContain('restart intensity exceeded');
});
