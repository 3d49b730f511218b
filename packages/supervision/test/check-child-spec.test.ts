import { type AnyPid, InvalidOptionError } from '@holdfast/actors';
import { Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { completeChildSpec } from '../src/check-child-spec.ts';
import { Nursery, testSystem } from './support/children.ts';

const start = (): Promise<AnyPid> => Promise.reject(new Error('not in this test'));

describe('defaults (SU-12)', () => {
  test('a worker is permanent and has 5 s to end', () => {
    expect(completeChildSpec({ id: 'a', start }, 'children[0]')).toEqual({
      id: 'a',
      start,
      restart: 'permanent',
      shutdown: 5_000,
      type: 'worker',
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
  test.each<[string, unknown]>([
    ['id', undefined],
    ['id', ''],
    ['id', 7],
    ['start', undefined],
    ['start', 'start'],
    ['restart', 'always'],
    ['restart', null],
    ['type', 'server'],
    ['shutdown', -1],
    ['shutdown', Number.NaN],
    ['shutdown', Number.POSITIVE_INFINITY],
    ['shutdown', 'soon'],
    ['shutdown', null],
  ])('%s: %j', async (field, value) => {
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
    });
    expect(nursery.events).toEqual([]);
    expect(system.processCount).toBe(0);
  });

  test('a missing id is told before a missing start', async () => {
    const { system } = testSystem();
    const starting = Supervisor.start(system, { children: [{} as never] });
    await expect(starting).rejects.toMatchObject({ option: 'children[0].id' });
  });

  test('two children with one id are refused, and nothing is started', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const starting = Supervisor.start(system, {
      children: [nursery.child('a'), nursery.child('b'), nursery.child('a')],
    });
    await expect(starting).rejects.toMatchObject({ option: 'children[2].id', value: 'a' });
    expect(nursery.events).toEqual([]);
  });
});

describe('options of the supervisor (SU-09, SU-10)', () => {
  test.each<[string, unknown]>([
    ['strategy', 'one_for_some'],
    ['maxRestarts', -1],
    ['maxRestarts', 1.5],
    ['maxRestarts', Number.POSITIVE_INFINITY],
    ['maxRestarts', '3'],
    ['maxSeconds', 0],
    ['maxSeconds', -5],
    ['maxSeconds', Number.NaN],
    ['maxSeconds', '5'],
  ])('%s: %j is refused', async (option, value) => {
    const { system } = testSystem();
    const starting = Supervisor.start(system, { children: [], [option]: value });
    await expect(starting).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option, value });
    expect(system.processCount).toBe(0);
  });

  test('an unknown shutdownOrder is refused', async () => {
    const { system } = testSystem();
    const starting = Supervisor.start(system, { children: [], shutdownOrder: 'random' as never });
    await expect(starting).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'shutdownOrder',
    });
  });

  test('an option that is undefined has its default', async () => {
    const { system } = testSystem();
    const options = { children: [], maxRestarts: undefined, strategy: undefined };
    const supervisor = await Supervisor.start(system, options as never);
    await Supervisor.stop(supervisor);
  });
});
