import { type AnyPid, InvalidOptionError } from '@holdfast/actors';
import {
  type AutoShutdown,
  type ChildSpec,
  type ChildSpecProblem,
  type Restart,
  Supervisor,
} from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { completeChildSpec, InvalidChildSpecError } from '../src/check-child-spec.ts';
import { Nursery, testSystem } from './support/children.ts';

function problemOf(spec: ChildSpec): unknown {
  try {
    completeChildSpec(spec, 'spec');
  } catch (error) {
    if (error instanceof InvalidChildSpecError) return error.problem;
  }
  return undefined;
}

const start = (): Promise<AnyPid> => Promise.reject(new Error('not in this test'));

describe('defaults (SU-12)', () => {
  test('a worker is permanent and has 5 s to end', () => {
    expect(completeChildSpec({ id: 'a', start }, 'children[0]')).toEqual({
      id: 'a',
      start,
      restart: 'permanent',
      shutdown: 5_000,
      type: 'worker',
      significant: false,
      modules: [],
    });
  });

  test('a supervisor has no limit', () => {
    const spec = completeChildSpec({ id: 'a', start, type: 'supervisor' }, 'children[0]');
    expect(spec).toMatchObject({ type: 'supervisor', shutdown: 'infinity' });
  });

  test.each(['infinity', 'brutal_kill', 0, 1, 60_000] as const)(
    'shutdown %s is kept',
    (shutdown) => {
      expect(completeChildSpec({ id: 'a', start, shutdown }, 'x').shutdown).toBe(shutdown);
    },
  );
});

describe('refusals name the field and the value (SU-13, SU-14, SU-17)', () => {
  test.each<[string, unknown, ChildSpecProblem]>([
    ['id', undefined, 'missing_id'],
    ['id', '', 'invalid_id'],
    ['id', ['a'], 'invalid_id'],
    ['id', null, 'invalid_id'],
    ['start', undefined, 'missing_start'],
    ['start', 'start', 'invalid_start'],
    ['restart', 'always', 'invalid_restart_type'],
    ['restart', null, 'invalid_restart_type'],
    ['significant', 'maybe', 'invalid_significant'],
    ['type', 'server', 'invalid_child_type'],
    ['shutdown', -1, 'invalid_shutdown'],
    ['shutdown', Number.NaN, 'invalid_shutdown'],
    ['shutdown', Number.POSITIVE_INFINITY, 'invalid_shutdown'],
    ['shutdown', 'soon', 'invalid_shutdown'],
    ['shutdown', null, 'invalid_shutdown'],
    ['modules', 'none', 'invalid_modules'],
    ['modules', [1], 'invalid_modules'],
  ])('%s: %j', async (field, value, problem) => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const bad = { id: 'bad', start, [field]: value };
    const starting = Supervisor.start(system, { children: [nursery.child('good'), bad] });
    const error: unknown = await starting.catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(InvalidOptionError);
    expect(error).toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: `children[1].${field}`,
      value,
      problem,
    });
    expect(nursery.events).toEqual([]);
    expect(system.processCount).toBe(0);
  });

  test('a missing id is told before a missing start', async () => {
    const { system } = testSystem();
    const starting = Supervisor.start(system, { children: [{} as never] });
    await expect(starting).rejects.toMatchObject({ option: 'children[0].id' });
  });

  test('the first problem in the order of OTP is the one that is told', () => {
    const wrong = {
      restart: 'always',
      significant: 1,
      type: 'boss',
      shutdown: -1,
      modules: 'none',
    };
    const found: unknown[] = [];
    const right = { restart: 'transient', significant: false, type: 'worker', shutdown: 1 };
    let spec: object = wrong;
    for (const fixed of [
      {},
      { id: 'a' },
      { start },
      ...Object.entries(right).map(([field, value]) => ({ [field]: value })),
    ]) {
      spec = { ...spec, ...fixed };
      found.push(problemOf(spec as ChildSpec));
    }
    expect(found).toEqual([
      'missing_id',
      'missing_start',
      'invalid_restart_type',
      'invalid_significant',
      'invalid_child_type',
      'invalid_shutdown',
      'invalid_modules',
    ]);
  });

  test.each<[AutoShutdown, Restart, object | undefined]>([
    ['never', 'transient', { autoShutdown: 'never', significant: true }],
    ['never', 'permanent', { autoShutdown: 'never', significant: true }],
    ['any_significant', 'permanent', { restart: 'permanent', significant: true }],
    ['all_significant', 'permanent', { restart: 'permanent', significant: true }],
    ['any_significant', 'transient', undefined],
    ['all_significant', 'temporary', undefined],
  ])('significant under %s and %s: %j is refused (SU-16)', (autoShutdown, restart, both) => {
    const complete = () =>
      completeChildSpec({ id: 'a', start, restart, significant: true }, 'spec', autoShutdown);
    if (both === undefined) {
      expect(complete()).toMatchObject({ significant: true });
    } else {
      expect(complete).toThrow(
        expect.objectContaining({
          problem: 'bad_combination',
          option: 'spec.significant',
          value: both,
        }),
      );
    }
  });

  test.each([[undefined], [null], [7], ['a module'], [() => 1]])(
    '%j is no child at all (SU-19)',
    (given) => {
      expect(() => completeChildSpec(given as never, 'children[3]')).toThrow(
        expect.objectContaining({ problem: 'invalid_child_spec', option: 'children[3]' }),
      );
    },
  );

  test('what knows how it wants to be supervised is asked (SU-19)', () => {
    const module = { childSpec: () => ({ id: 'm', start }) };
    expect(completeChildSpec(module, 'x')).toMatchObject({ id: 'm', restart: 'permanent' });
  });

  test.each([['a'], [0], [-1.5], [Symbol('a')]])('%s is an id (SU-18)', (id) => {
    expect(completeChildSpec({ id, start }, 'x').id).toBe(id);
  });

  test('two children with one id are refused, and nothing is started', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const starting = Supervisor.start(system, {
      children: [nursery.child('a'), nursery.child('b'), nursery.child('a')],
    });
    await expect(starting).rejects.toMatchObject({
      option: 'children[2].id',
      value: 'a',
      problem: 'duplicate_child_name',
    });
    expect(nursery.events).toEqual([]);
  });

  test('ids of two kinds are never the same', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const children = ['1', 1].map((id) => ({ ...nursery.child('a'), id }));
    const supervisor = await Supervisor.start(system, { children });
    expect(await Supervisor.countChildren(supervisor)).toMatchObject({ specs: 2, active: 2 });
  });
});
