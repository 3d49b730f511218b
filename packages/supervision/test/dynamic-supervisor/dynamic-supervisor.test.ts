import { type AnyPid, exited, isAlive, processName } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import {
  DynamicSupervisor,
  type DynamicSupervisorOptions,
  type DynamicSupervisorProtocol,
  type StartedChild,
  Supervisor,
} from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { gate, testSystem } from '../support/children.ts';
import { Crowd, statuses } from '../support/crowd.ts';

async function withCrowd(options: DynamicSupervisorOptions = {}) {
  const { system, clock } = testSystem();
  const crowd = new Crowd();
  const supervisor = await DynamicSupervisor.start(system, options);
  const start = (id: string, behaviour: Parameters<Crowd['child']>[1] = {}) =>
    DynamicSupervisor.startChild(supervisor, crowd.child(id, behaviour));
  return { system, clock, crowd, supervisor, start };
}

describe('options (DS-01, DS-02)', () => {
  test.each<[string, unknown]>([
    ['strategy', 'one_for_all'],
    ['maxRestarts', -1],
    ['maxSeconds', 0],
    ['maxChildren', -1],
    ['maxChildren', 1.5],
    ['maxChildren', 'many'],
    ['extraArguments', 'x'],
    ['autoShutdown', 'any_significant'],
  ])('%s: %j is refused', async (option, value) => {
    const { system } = testSystem();
    const starting = DynamicSupervisor.start(system, { [option]: value });
    await expect(starting).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option, value });
    expect(system.processCount).toBe(0);
  });

  test('it starts without children, under its name', async () => {
    const { system } = testSystem();
    const name = processName<DynamicSupervisorProtocol>('pool');
    const supervisor = await DynamicSupervisor.start(system, { name });
    expect(await DynamicSupervisor.whichChildren(supervisor)).toEqual([]);
    expect(system.whereis(name)).toBe(supervisor);
    expect(await DynamicSupervisor.countChildren(system.via(name))).toMatchObject({ specs: 0 });
    await expect(DynamicSupervisor.start(system, { name })).rejects.toMatchObject({
      code: 'ERR_ALREADY_STARTED',
      pid: supervisor,
    });
  });

  test('it can be a child itself, called by its name (DS-03)', async () => {
    const { system } = testSystem();
    const name = processName<DynamicSupervisorProtocol>('pool');
    const children = [DynamicSupervisor.childSpec({ name }), DynamicSupervisor.childSpec()];
    const outer = await Supervisor.start(system, { children });
    const rows = await Supervisor.whichChildren(outer);
    expect(rows).toMatchObject([
      { id: 'pool', type: 'supervisor', pid: system.whereis(name) },
      { id: 'dynamic_supervisor', type: 'supervisor' },
    ]);
  });
});

describe('startChild (DS-04 to DS-10)', () => {
  test('answers the pid, and what the start function gave besides', async () => {
    const { crowd, supervisor, start } = await withCrowd();
    expect(await start('a')).toEqual({ ok: true, pid: crowd.pid('a') });
    const { start: run, ...spec } = crowd.child('b');
    const informed = await DynamicSupervisor.startChild(supervisor, {
      ...spec,
      start: async (parent) => ({ pid: (await run(parent)) as AnyPid, info: 'port 80' }),
    });
    expect(informed).toEqual({ ok: true, pid: crowd.pid('b'), info: 'port 80' });
  });

  test('two children may have one id', async () => {
    const { supervisor, start } = await withCrowd();
    await start('a');
    await start('a');
    expect(await DynamicSupervisor.countChildren(supervisor)).toEqual({
      specs: 2,
      active: 2,
      supervisors: 0,
      workers: 2,
    });
  });

  test('nothing is kept of a child that ignores or fails, and the supervisor lives', async () => {
    const { supervisor, start } = await withCrowd();
    expect(await start('a', { starts: ['ignore'] })).toEqual({ ok: true, pid: undefined });
    expect(await start('b', { starts: ['fail'] })).toEqual({
      ok: false,
      error: 'start_failed',
      reason: 'no luck',
    });
    const throwing = (): StartedChild => {
      throw new RangeError('x');
    };
    const thrown = DynamicSupervisor.startChild(supervisor, { id: 'c', start: throwing });
    expect(await thrown).toMatchObject({ reason: { error: { name: 'RangeError' } } });
    expect(await DynamicSupervisor.whichChildren(supervisor)).toEqual([]);
  });

  test.each<[string, object | undefined]>([
    ['missing_id', { id: undefined }],
    ['missing_start', { start: undefined }],
    ['invalid_start', { start: 'start' }],
    ['invalid_start', { args: 'x' }],
    ['invalid_restart_type', { restart: 'never' }],
    ['invalid_shutdown', { shutdown: -5, type: 'boss' }],
    ['invalid_child_type', { type: 'boss' }],
    ['invalid_modules', { modules: 'none' }],
  ])('%s: a bad specification is refused by the caller (DS-07)', async (problem, wrong) => {
    const { crowd, supervisor } = await withCrowd();
    await DynamicSupervisor.stop(supervisor);
    const spec = { ...crowd.child('a'), ...wrong };
    expect(await DynamicSupervisor.startChild(supervisor, spec)).toMatchObject({
      ok: false,
      error: 'bad_child_spec',
      problem: { problem },
    });
  });

  test('something that is no specification at all', async () => {
    const { supervisor } = await withCrowd();
    expect(await DynamicSupervisor.startChild(supervisor, null as never)).toMatchObject({
      problem: { problem: 'invalid_child_spec' },
    });
  });

  test('extra arguments go in front of the own ones, at restarts too (DS-09)', async () => {
    const { system } = testSystem();
    const crowd = new Crowd();
    const supervisor = await DynamicSupervisor.start(system, { extraArguments: ['db', 1] });
    const spec = { ...crowd.child('a'), args: ['own'] as const };
    await DynamicSupervisor.startChild(supervisor, spec);
    crowd.kill('a');
    await settle();
    expect(crowd.starts).toEqual([
      ['db', 1, 'own'],
      ['db', 1, 'own'],
    ]);
  });

  test('maxChildren counts those that live and those that restart (DS-10)', async () => {
    const { crowd, supervisor, start } = await withCrowd({ maxChildren: 1 });
    const { started, open } = gate('fail');
    await start('a', { starts: ['ok', started] });
    expect(await start('b')).toEqual({ ok: false, error: 'max_children' });
    crowd.kill('a');
    await settle();
    const refused = start('b');
    const gone = DynamicSupervisor.terminateChild(supervisor, crowd.pid('a'));
    open();
    expect(await refused).toEqual({ ok: false, error: 'max_children' });
    expect(await gone).toEqual({ ok: true });
    expect(await start('b')).toMatchObject({ ok: true });
  });

  test('maxChildren 0 refuses every start; a child that failed or left makes room', async () => {
    const none = await withCrowd({ maxChildren: 0 });
    expect(await none.start('a')).toEqual({ ok: false, error: 'max_children' });
    const { crowd, start } = await withCrowd({ maxChildren: 1 });
    await start('a', { starts: ['fail'] });
    await start('a', { restart: 'temporary' });
    crowd.kill('a');
    await settle();
    expect(await start('b')).toMatchObject({ ok: true });
  });

  test('it waits for the init of the child, and the supervisor with it (DS-26)', async () => {
    const { supervisor, start } = await withCrowd();
    const { started, open } = gate('ok');
    const order: string[] = [];
    const slow = start('slow', { starts: [started] }).then(() => order.push('started'));
    const counted = DynamicSupervisor.countChildren(supervisor).then(() => order.push('counted'));
    await settle();
    expect(order).toEqual([]);
    open();
    await Promise.all([slow, counted]);
    expect(order).toEqual(['started', 'counted']);
  });
});

describe('terminateChild (DS-17, DS-18)', () => {
  test('waits for the end and forgets the child', async () => {
    const { crowd, supervisor, start } = await withCrowd({ maxRestarts: 0 });
    await start('a', { terminate: settle });
    const pid = crowd.pid('a');
    expect(await DynamicSupervisor.terminateChild(supervisor, pid)).toEqual({ ok: true });
    expect(crowd.events).toEqual(['start a', 'terminate a shutdown', 'ended a']);
    expect(await DynamicSupervisor.whichChildren(supervisor)).toEqual([]);
    await settle();
    expect(isAlive(supervisor)).toBe(true);
    expect(await DynamicSupervisor.terminateChild(supervisor, pid)).toEqual({
      ok: false,
      error: 'not_found',
    });
  });

  test('anything but a pid is a mistake', async () => {
    const { supervisor } = await withCrowd();
    const terminated = DynamicSupervisor.terminateChild(supervisor, 'a' as never);
    await expect(terminated).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: 'pid' });
  });

  test('requests to one that has ended reject with ERR_NO_PROCESS', async () => {
    const { crowd, supervisor, start } = await withCrowd();
    await start('a');
    await DynamicSupervisor.stop(supervisor);
    for (const asked of [
      start('b'),
      DynamicSupervisor.terminateChild(supervisor, crowd.pid('a')),
      DynamicSupervisor.whichChildren(supervisor),
      DynamicSupervisor.countChildren(supervisor),
    ]) {
      await expect(asked).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
    }
  });
});

describe('rows and counts (DS-19, DS-20)', () => {
  test('by type, with what is restarting', async () => {
    const { crowd, supervisor, start } = await withCrowd();
    const { started, open } = gate('fail');
    await start('s', { type: 'supervisor', modules: ['tree'] });
    await start('w', { starts: ['ok', started] });
    crowd.kill('w');
    await settle();
    const rows = DynamicSupervisor.whichChildren(supervisor);
    const counts = DynamicSupervisor.countChildren(supervisor);
    open();
    expect(statuses(await rows).toSorted()).toEqual(['restarting', 'running']);
    expect(await rows).toContainEqual({
      pid: crowd.pid('s'),
      type: 'supervisor',
      modules: ['tree'],
    });
    expect(await counts).toEqual({ specs: 2, active: 1, supervisors: 1, workers: 1 });
    await settle();
    expect(await DynamicSupervisor.countChildren(supervisor)).toMatchObject({ active: 2 });
  });
});

test('its end ends all children, and with its parent it ends too (DS-25)', async () => {
  const { system } = testSystem();
  const name = processName<DynamicSupervisorProtocol>('pool');
  const outer = await Supervisor.start(system, {
    children: [DynamicSupervisor.childSpec({ name })],
  });
  const crowd = new Crowd();
  await DynamicSupervisor.startChild(system.via(name), crowd.child('a'));
  const end = exited(crowd.pid('a'));
  await Supervisor.stop(outer);
  expect(await end).toBe('shutdown');
  expect(system.processCount).toBe(0);
});
