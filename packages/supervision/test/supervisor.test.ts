import { type AnyPid, GenServer, type Parent } from '@holdfast/actors';
import { type ChildSpec, InvalidChildSpecError, Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { Nursery, rows, testSystem } from './support/children.ts';

const start = (): Promise<AnyPid> => Promise.reject(new Error('not in this test'));

describe('checkChildSpecs (SU-21)', () => {
  test('says what a supervisor would say, and starts nothing', () => {
    const nursery = new Nursery();
    expect(Supervisor.checkChildSpecs([nursery.child('a'), nursery.child('b')])).toEqual({
      ok: true,
    });
    const twice = Supervisor.checkChildSpecs([nursery.child('a'), nursery.child('a')]);
    expect(twice).toMatchObject({ ok: false, problem: { problem: 'duplicate_child_name' } });
    expect(nursery.events).toEqual([]);
  });

  test('the supervisor that it is for matters only where it is given', () => {
    const spec: ChildSpec = { id: 'a', start, restart: 'transient', significant: true };
    expect(Supervisor.checkChildSpecs([spec])).toEqual({ ok: true });
    expect(Supervisor.checkChildSpecs([spec], 'never')).toMatchObject({ error: 'bad_child_spec' });
  });

  test('anything but a bad spec is still thrown', () => {
    const broken = {
      childSpec: (): ChildSpec => {
        throw new RangeError('broken');
      },
    };
    expect(() => Supervisor.checkChildSpecs([broken])).toThrow(RangeError);
  });
});

describe('overrideChildSpec (SU-20)', () => {
  test('replaces fields and fills in the rest', () => {
    const spec = { id: 'a', start, restart: 'transient' } as const;
    expect(Supervisor.overrideChildSpec(spec, { id: 'b', shutdown: 0 })).toEqual({
      id: 'b',
      start,
      restart: 'transient',
      shutdown: 0,
      type: 'worker',
      significant: false,
      modules: [],
    });
  });

  test('takes a module, and refuses what would be a bad spec', () => {
    const module = { childSpec: () => ({ id: 'a', start }) };
    expect(Supervisor.overrideChildSpec(module, { restart: 'temporary' })).toMatchObject({
      id: 'a',
      restart: 'temporary',
    });
    expect(() => Supervisor.overrideChildSpec(module, { shutdown: -1 })).toThrow(
      InvalidChildSpecError,
    );
  });
});

describe('getChildSpec (SU-21)', () => {
  test('the complete specification of a child', async () => {
    const { system } = testSystem();
    const spec = new Nursery().child('a', { restart: 'transient', modules: ['counter'] });
    const supervisor = await Supervisor.start(system, { children: [spec] });
    expect(await Supervisor.getChildSpec(supervisor, 'a')).toEqual({
      ok: true,
      spec: {
        ...spec,
        restart: 'transient',
        shutdown: 5_000,
        type: 'worker',
        significant: false,
        modules: ['counter'],
      },
    });
  });
});

describe('childSpec', () => {
  test('a supervisor in a supervisor, without a limit to end in', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const inner = Supervisor.childSpec({ id: 'inner', children: [nursery.child('leaf')] });
    const outer = await Supervisor.start(system, { children: [inner] });
    const answer = await Supervisor.getChildSpec(outer, 'inner');
    expect(answer).toMatchObject({ spec: { type: 'supervisor', shutdown: 'infinity' } });
    const [row] = await Supervisor.whichChildren(outer);
    const leaves = await Supervisor.whichChildren(row?.pid as Supervisor.SupervisorPid);
    expect(rows(leaves)).toEqual(['leaf: running']);
  });

  test('only children of the first start come back with it (SU-77)', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    let latest: Supervisor.SupervisorPid | undefined;
    const options = { children: [nursery.child('first')], maxRestarts: 0 };
    const inner: ChildSpec = {
      ...Supervisor.childSpec(options),
      start: async (parent: Parent) => {
        latest = await Supervisor.startLink(parent, options);
        return latest;
      },
    };
    await Supervisor.start(system, { children: [inner] });
    const before = latest as unknown as Supervisor.SupervisorPid;
    await Supervisor.startChild(before, nursery.child('added'));
    await GenServer.stop(before, 'boom');
    await expect.poll(() => latest !== before).toBe(true);
    const after = latest as unknown as Supervisor.SupervisorPid;
    expect(rows(await Supervisor.whichChildren(after))).toEqual(['first: running']);
  });
});

test('requests to a supervisor that has ended reject with ERR_NO_PROCESS (SU-104)', async () => {
  const { system } = testSystem();
  const supervisor = await Supervisor.start(system, { children: [] });
  await Supervisor.stop(supervisor);
  for (const asked of [
    Supervisor.startChild(supervisor, { id: 'a', start }),
    Supervisor.terminateChild(supervisor, 'a'),
    Supervisor.restartChild(supervisor, 'a'),
    Supervisor.deleteChild(supervisor, 'a'),
    Supervisor.whichChild(supervisor, 'a'),
    Supervisor.getChildSpec(supervisor, 'a'),
  ]) {
    await expect(asked).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
  }
});

test('a slow child is waited for, however long (SU-104)', async () => {
  const { system, clock } = testSystem();
  const nursery = new Nursery();
  const supervisor = await Supervisor.start(system, { children: [] });
  let up: (value?: unknown) => void = () => undefined;
  const slow = new Promise((resolve) => {
    up = resolve;
  });
  const started = Supervisor.startChild(supervisor, nursery.child('slow', { starts: [slow] }));
  await clock.advance(1e9);
  up();
  expect(await started).toMatchObject({ ok: true });
});
