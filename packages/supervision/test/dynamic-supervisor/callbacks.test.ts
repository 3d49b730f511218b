import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  type AnyPid,
  type ExitReason,
  exit,
  exited,
  GenServer,
  isAlive,
  type Logger,
  type Parent,
  silentLogger,
  spawnLink,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import {
  DynamicSupervisor,
  type DynamicSupervisorOptions,
  type Restart,
} from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { gate, testSystem } from '../support/children.ts';
import { Crowd, statuses } from '../support/crowd.ts';

const hang = (): Promise<void> => new Promise(() => undefined);

async function withCrowd(options: DynamicSupervisorOptions = {}) {
  const { system, clock } = testSystem();
  const crowd = new Crowd();
  const supervisor = await DynamicSupervisor.start(system, options);
  const start = (id: string, behaviour: Parameters<Crowd['child']>[1] = {}) =>
    DynamicSupervisor.startChild(supervisor, crowd.child(id, behaviour));
  const rows = async () => statuses(await DynamicSupervisor.whichChildren(supervisor));
  return { system, clock, crowd, supervisor, start, rows };
}

describe('ends of children (DS-11 to DS-13)', () => {
  test.each<[Restart, ExitReason, number]>([
    ['permanent', 'normal', 2],
    ['permanent', 'boom', 2],
    ['transient', 'normal', 1],
    ['transient', { shutdown: 1 }, 1],
    ['transient', 'boom', 2],
    ['temporary', 'boom', 1],
  ])('a %s child that ended with %j has been started %i times', async (restart, reason, times) => {
    const { crowd, start, rows } = await withCrowd();
    await start('a', { restart });
    crowd.nursery.end('a', reason);
    await settle();
    expect(crowd.nursery.started('a')).toBe(times);
    expect(await rows()).toEqual(times === 2 ? ['running'] : []);
  });

  test('the new life replaces the old one, also where there is no room for more', async () => {
    const { crowd, supervisor, start } = await withCrowd({ maxChildren: 1 });
    await start('a');
    const before = crowd.pid('a');
    crowd.kill('a');
    await settle();
    const [row] = await DynamicSupervisor.whichChildren(supervisor);
    expect(row?.pid === crowd.pid('a')).toBe(true);
    expect(await DynamicSupervisor.terminateChild(supervisor, before)).toMatchObject({ ok: false });
  });

  test('a restart that answers ignore forgets the child', async () => {
    const { crowd, start, rows } = await withCrowd();
    await start('a', { starts: ['ok', 'ignore'] });
    crowd.kill('a');
    await settle();
    expect(await rows()).toEqual([]);
  });

  test('an exit signal of a child that lives on, strangers and odd messages do nothing (DS-24)', async () => {
    const { crowd, supervisor, start } = await withCrowd({ maxRestarts: 0 });
    await start('a');
    exit(supervisor, 'shutdown');
    GenServer.send(supervisor, { type: 'EXIT', pid: crowd.pid('a'), reason: 'forged' });
    GenServer.send(supervisor, { type: 'EXIT', pid: supervisor, reason: 'forged' });
    GenServer.send(supervisor, { type: 'timeout' });
    await settle();
    expect(isAlive(supervisor)).toBe(true);
    expect(crowd.events).toEqual(['start a']);
  });
});

describe('restarts that fail (DS-14, DS-15)', () => {
  test('are tried again until one succeeds', async () => {
    const { crowd, start, rows } = await withCrowd();
    await start('a', { starts: ['ok', 'fail', 'fail', 'ok'] });
    crowd.kill('a');
    await settle();
    expect(crowd.nursery.started('a')).toBe(4);
    expect(await rows()).toEqual(['running']);
  });

  test('the child is known by the pid of its last life, and can be ended by it', async () => {
    const { crowd, supervisor, start, rows } = await withCrowd();
    const { started, open } = gate('fail');
    await start('a', { starts: ['ok', started] });
    const old = crowd.pid('a');
    crowd.kill('a');
    await settle();
    const ended = DynamicSupervisor.terminateChild(supervisor, old);
    open();
    expect(await ended).toEqual({ ok: true });
    await settle();
    expect(crowd.nursery.started('a')).toBe(2);
    expect(await rows()).toEqual([]);
  });

  test('one that is restarting has no process to end, and none is reported', async () => {
    const warnings: string[] = [];
    const warn: Logger['warn'] = (message) => void warnings.push(message);
    const { system } = testSystem({ ...silentLogger, warn });
    const supervisor = await DynamicSupervisor.start(system);
    const crowd = new Crowd();
    const { started, open } = gate('fail');
    await DynamicSupervisor.startChild(supervisor, crowd.child('a', { starts: ['ok', started] }));
    crowd.kill('a');
    await settle();
    const ended = DynamicSupervisor.terminateChild(supervisor, crowd.pid('a'));
    open();
    expect(await ended).toEqual({ ok: true });
    expect(warnings).toEqual([]);
  });

  test('stop is obeyed while a child is restarting', async () => {
    const { system, crowd, supervisor, start } = await withCrowd();
    const { started, open } = gate('fail');
    await start('a', { starts: ['ok', started] });
    await start('b');
    crowd.kill('a');
    await settle();
    const stopped = DynamicSupervisor.stop(supervisor);
    open();
    await stopped;
    expect(crowd.nursery.started('a')).toBe(2);
    expect(system.processCount).toBe(0);
  });
});

describe('giving up (DS-16)', () => {
  test('one restart too many: it ends with shutdown, after its children', async () => {
    const { system, crowd, supervisor, start } = await withCrowd({ maxRestarts: 1 });
    await start('a');
    await start('b');
    crowd.kill('a');
    await settle();
    crowd.kill('a');
    expect(await exited(supervisor)).toBe('shutdown');
    expect(crowd.events).toContain('terminate b shutdown');
    expect(system.processCount).toBe(0);
  });

  test('every attempt counts', async () => {
    const { crowd, supervisor, start } = await withCrowd({ maxRestarts: 2 });
    await start('a', { starts: ['ok', 'fail', 'fail', 'fail'] });
    crowd.kill('a');
    expect(await exited(supervisor)).toBe('shutdown');
    expect(crowd.nursery.started('a')).toBe(3);
  });

  test('restarts that are old do not count, ends without a restart never', async () => {
    const { clock, crowd, supervisor, start } = await withCrowd({ maxRestarts: 1, maxSeconds: 2 });
    await start('a');
    await start('t', { restart: 'temporary' });
    crowd.kill('t');
    crowd.kill('a');
    await clock.advance(2_001);
    crowd.kill('a');
    await settle();
    expect(isAlive(supervisor)).toBe(true);
  });
});

describe('stopping (DS-21, DS-22)', () => {
  test('all are told at once, each has its own time, and it takes as long as the longest', async () => {
    const { system, clock, crowd, supervisor, start } = await withCrowd();
    await start('polite');
    await start('short', { shutdown: 100, terminate: hang });
    await start('long', { shutdown: 300, terminate: hang });
    await start('brutal', { shutdown: 'brutal_kill', terminate: hang });
    const ends = ['polite', 'short', 'long', 'brutal'].map((id) => exited(crowd.pid(id)));
    const stopped = DynamicSupervisor.stop(supervisor, 'normal');
    await settle();
    expect(isAlive(crowd.pid('brutal'))).toBe(false);
    expect(isAlive(crowd.pid('polite'))).toBe(false);
    await clock.advance(100);
    expect(isAlive(crowd.pid('short'))).toBe(false);
    expect(isAlive(crowd.pid('long'))).toBe(true);
    await clock.advance(200);
    await stopped;
    expect(await Promise.all(ends)).toEqual(['shutdown', 'killed', 'killed', 'killed']);
    expect(clock.now()).toBe(300);
    expect(clock.pendingTimers).toBe(0);
    expect(system.processCount).toBe(0);
  });
});

describe('what is kept of a child (DS-27)', () => {
  const collect = (): void => {
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
  };

  /** Nothing here may hold on to the start function. */
  async function startAndForget(
    supervisor: DynamicSupervisor.DynamicSupervisorPid,
    restart: Restart,
  ): Promise<WeakRef<object>> {
    const waiting = (parent: Parent): AnyPid => spawnLink(parent, (self) => self.receive());
    const start = (parent: Parent): AnyPid => waiting(parent);
    await DynamicSupervisor.startChild(supervisor, { id: 'a', restart, start });
    return new WeakRef(start);
  }

  test.each([
    ['temporary', false],
    ['permanent', true],
  ] as const)('the start function of a %s child: %s', async (restart, expected) => {
    const { supervisor } = await withCrowd();
    const start = await startAndForget(supervisor, restart);
    await settle();
    collect();
    expect(start.deref() !== undefined).toBe(expected);
    expect(await DynamicSupervisor.countChildren(supervisor)).toMatchObject({ active: 1 });
  });
});
