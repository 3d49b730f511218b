import { type AnyPid, exitWith, GenServer, ok, processName, StartError } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { type StartedChild, Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { Nursery, rows, testSystem } from './support/children.ts';

async function withA(nursery: Nursery) {
  const { system } = testSystem();
  const supervisor = await Supervisor.start(system, {
    maxRestarts: 0,
    children: [nursery.child('a')],
  });
  return { system, supervisor };
}

describe('startChild (SU-90 to SU-95)', () => {
  test('a new child is appended, and its pid answered', async () => {
    const nursery = new Nursery();
    const { supervisor } = await withA(nursery);
    const started = await Supervisor.startChild(supervisor, nursery.child('b'));
    expect(started).toEqual({ ok: true, pid: nursery.pid('b') });
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual(['a: running', 'b: running']);
  });

  test('it is ended first, and restarted as its type says', async () => {
    const nursery = new Nursery();
    const { system } = testSystem();
    const supervisor = await Supervisor.start(system, { children: [nursery.child('a')] });
    await Supervisor.startChild(supervisor, nursery.child('b'));
    nursery.end('b', 'boom');
    await settle();
    expect(nursery.started('b')).toBe(2);
    nursery.events.length = 0;
    await Supervisor.stop(supervisor);
    expect(nursery.events[0]).toBe('terminate b shutdown');
  });

  test('what the start function gives besides the pid is passed on (SU-05)', async () => {
    const nursery = new Nursery();
    const { supervisor } = await withA(nursery);
    const { start, ...spec } = nursery.child('b');
    const withInfo = async (parent: Parameters<typeof start>[0]) => ({
      pid: (await start(parent)) as AnyPid,
      info: { port: 80 },
    });
    const started = await Supervisor.startChild(supervisor, { ...spec, start: withInfo });
    expect(started).toEqual({ ok: true, pid: nursery.pid('b'), info: { port: 80 } });
    await Supervisor.terminateChild(supervisor, 'b');
    expect(await Supervisor.restartChild(supervisor, 'b')).toMatchObject({ info: { port: 80 } });
  });

  test('an id that runs, and one that does not (SU-91)', async () => {
    const nursery = new Nursery();
    const { supervisor } = await withA(nursery);
    const again = () => Supervisor.startChild(supervisor, nursery.child('a'));
    const pid = nursery.pid('a');
    expect(await again()).toEqual({ ok: false, error: 'already_started', pid });
    await Supervisor.terminateChild(supervisor, 'a');
    expect(await again()).toEqual({ ok: false, error: 'already_present' });
    expect(nursery.started('a')).toBe(1);
  });

  test('a start that fails leaves nothing behind (SU-92)', async () => {
    const nursery = new Nursery();
    const { supervisor } = await withA(nursery);
    const failing = nursery.child('b', { starts: ['fail'] });
    expect(await Supervisor.startChild(supervisor, failing)).toEqual({
      ok: false,
      error: 'start_failed',
      reason: 'no luck',
    });
    expect(await Supervisor.countChildren(supervisor)).toMatchObject({ specs: 1 });
    expect(await Supervisor.startChild(supervisor, failing)).toMatchObject({ ok: true });
  });

  test.each<[string, () => unknown, unknown]>([
    ['throws', () => Promise.reject(new RangeError('x')), { error: new RangeError('x') }],
    ['says why', () => 'what', 'what'],
    ['exits', () => exitWith('bye'), 'bye'],
    ['answers nothing', () => undefined, { bad_return_value: undefined }],
    ['answers a number', () => 42, { bad_return_value: 42 }],
    ['fails as servers do', () => failing('ERR_START_FAILED', 'refused'), 'refused'],
  ])('a start function that %s has failed (SU-06)', async (_what, start, reason) => {
    const { supervisor } = await withA(new Nursery());
    const spec = { id: 'odd', start: start as () => StartedChild };
    expect(await Supervisor.startChild(supervisor, spec)).toEqual({
      ok: false,
      error: 'start_failed',
      reason,
    });
  });

  test.each([
    ['answers', { type: 'ignore' } as const],
    ['fails with', undefined],
  ])('one that %s ignore is kept, unless it is temporary (SU-93)', async (_how, answer) => {
    const { supervisor } = await withA(new Nursery());
    const start = () => answer ?? failing('ERR_START_IGNORED', 'ignore');
    const ignored = { ok: true, pid: undefined };
    expect(await Supervisor.startChild(supervisor, { id: 'i', start })).toEqual(ignored);
    const temporary = { id: 't', start, restart: 'temporary' } as const;
    expect(await Supervisor.startChild(supervisor, temporary)).toEqual(ignored);
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual([
      'a: running',
      'i: undefined',
    ]);
  });

  test('a bad specification changes nothing (SU-94)', async () => {
    const nursery = new Nursery();
    const { supervisor } = await withA(nursery);
    const bad = { ...nursery.child('b'), significant: true };
    expect(await Supervisor.startChild(supervisor, bad)).toMatchObject({
      ok: false,
      error: 'bad_child_spec',
      problem: { problem: 'bad_combination', option: 'spec.significant' },
    });
    expect(nursery.started('b')).toBe(0);
  });

  test('a name that somebody else has: its holder is told (SU-95)', async () => {
    const { system, supervisor } = await withA(new Nursery());
    const name = processName<never>('taken');
    const holder = await GenServer.start<0, number, never>(system, { init: () => ok(0) }, 0, {
      name,
    });
    const started = await Supervisor.startChild(supervisor, {
      id: 'b',
      start: (parent) =>
        GenServer.startLink<0, number, never>(parent, { init: () => ok(0) }, 0, { name }),
    });
    expect(started).toEqual({ ok: false, error: 'already_started', pid: holder });
  });
});

describe('terminateChild (SU-96 to SU-98)', () => {
  test('waits for the end; nothing is restarted and nobody else touched', async () => {
    const nursery = new Nursery();
    const { system } = testSystem();
    const supervisor = await Supervisor.start(system, {
      strategy: 'one_for_all',
      maxRestarts: 0,
      children: [nursery.child('a', { terminate: settle }), nursery.child('b')],
    });
    nursery.events.length = 0;
    expect(await Supervisor.terminateChild(supervisor, 'a')).toEqual({ ok: true });
    expect(nursery.events).toEqual(['terminate a shutdown', 'ended a']);
    await settle();
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual([
      'a: undefined',
      'b: running',
    ]);
    expect(await Supervisor.terminateChild(supervisor, 'a')).toEqual({ ok: true });
  });

  test('of somebody unknown, by id or by pid', async () => {
    const nursery = new Nursery();
    const { supervisor } = await withA(nursery);
    const notFound = { ok: false, error: 'not_found' };
    expect(await Supervisor.terminateChild(supervisor, 'z')).toEqual(notFound);
    const pid = nursery.pid('a') as never;
    expect(await Supervisor.terminateChild(supervisor, pid)).toEqual(notFound);
  });

  test('a temporary child is forgotten', async () => {
    const nursery = new Nursery();
    const { supervisor } = await withA(nursery);
    await Supervisor.startChild(supervisor, nursery.child('t', { restart: 'temporary' }));
    await Supervisor.terminateChild(supervisor, 't');
    expect(await Supervisor.whichChild(supervisor, 't')).toMatchObject({ error: 'not_found' });
  });

  test('one that is dead already, though its end has not been noticed', async () => {
    const nursery = new Nursery();
    const { supervisor } = await withA(nursery);
    const asked = Supervisor.terminateChild(supervisor, 'a');
    nursery.kill('a');
    expect(await asked).toEqual({ ok: true });
    await settle();
    expect(nursery.started('a')).toBe(1);
  });
});

describe('restartChild and deleteChild (SU-99 to SU-101)', () => {
  test('a child that runs can be neither restarted nor deleted', async () => {
    const { supervisor } = await withA(new Nursery());
    const running = { ok: false, error: 'running' };
    expect(await Supervisor.restartChild(supervisor, 'a')).toEqual(running);
    expect(await Supervisor.deleteChild(supervisor, 'a')).toEqual(running);
  });

  test('a child that is not known', async () => {
    const { supervisor } = await withA(new Nursery());
    const notFound = { ok: false, error: 'not_found' };
    expect(await Supervisor.restartChild(supervisor, 'z')).toEqual(notFound);
    expect(await Supervisor.deleteChild(supervisor, 'z')).toEqual(notFound);
    expect(await Supervisor.getChildSpec(supervisor, 'z')).toEqual(notFound);
    expect(await Supervisor.whichChild(supervisor, 'z')).toEqual(notFound);
  });

  test('a restart by request keeps the place and does not count (SU-74)', async () => {
    const nursery = new Nursery();
    const { supervisor } = await withA(nursery);
    await Supervisor.startChild(supervisor, nursery.child('b'));
    await Supervisor.terminateChild(supervisor, 'a');
    const restarted = await Supervisor.restartChild(supervisor, 'a');
    expect(restarted).toEqual({ ok: true, pid: nursery.pid('a') });
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual(['a: running', 'b: running']);
  });

  test('one that fails leaves the child as it was; ignore too (SU-100)', async () => {
    const nursery = new Nursery();
    const { system } = testSystem();
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { starts: ['ok', 'fail', 'ignore'] })],
    });
    await Supervisor.terminateChild(supervisor, 'a');
    const failed = { ok: false, error: 'start_failed', reason: 'no luck' };
    expect(await Supervisor.restartChild(supervisor, 'a')).toEqual(failed);
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual(['a: undefined']);
    const ignored = { ok: true, pid: undefined };
    expect(await Supervisor.restartChild(supervisor, 'a')).toEqual(ignored);
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual(['a: undefined']);
  });

  test('a deleted child is gone, and its id free', async () => {
    const nursery = new Nursery();
    const { supervisor } = await withA(nursery);
    await Supervisor.terminateChild(supervisor, 'a');
    expect(await Supervisor.deleteChild(supervisor, 'a')).toEqual({ ok: true });
    expect(await Supervisor.whichChildren(supervisor)).toEqual([]);
    expect(await Supervisor.startChild(supervisor, nursery.child('a'))).toMatchObject({ ok: true });
  });
});

function failing(code: 'ERR_START_FAILED' | 'ERR_START_IGNORED', reason: string): never {
  throw new StartError(code, 'server', reason);
}
