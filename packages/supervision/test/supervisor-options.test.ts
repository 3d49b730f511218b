import { exited, ignore } from '@holdfast/actors';
import { Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { Nursery, rows, testSystem } from './support/children.ts';

describe('options of the supervisor (SU-09, SU-10)', () => {
  test.each<[string, unknown]>([
    ['strategy', 'one_for_some'],
    ['maxRestarts', -1],
    ['maxRestarts', 1.5],
    ['maxRestarts', Number.POSITIVE_INFINITY],
    ['maxRestarts', '3'],
    ['maxSeconds', 0],
    ['maxSeconds', -5],
    ['maxSeconds', 0.5],
    ['maxSeconds', Number.NaN],
    ['maxSeconds', '5'],
    ['autoShutdown', 'sometimes'],
    ['children', { a: 1 }],
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

  test('flags are looked at before the children', async () => {
    const { system } = testSystem();
    const flags = { children: [{} as never], maxRestarts: -1 };
    await expect(Supervisor.start(system, flags)).rejects.toMatchObject({ option: 'maxRestarts' });
  });

  test('an option that is undefined has its default', async () => {
    const { system } = testSystem();
    const options = { children: [], maxRestarts: undefined, strategy: undefined };
    const supervisor = await Supervisor.start(system, options as never);
    await Supervisor.stop(supervisor);
  });
});

describe('flags from a function (SU-07)', () => {
  test('it runs in the supervisor, which starts the children that it answers', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const selves: unknown[] = [];
    const supervisor = await Supervisor.start(system, {
      init: ({ self }) => {
        selves.push(self);
        return { children: [nursery.child('a')] };
      },
    });
    expect(selves[0] === supervisor).toBe(true);
    expect(rows(await Supervisor.whichChildren(supervisor))).toEqual(['a: running']);
  });

  test('it is asked again at every start', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    let starts = 0;
    const init = () => {
      starts += 1;
      return { children: [nursery.child(`child ${starts}`)], maxRestarts: 0 };
    };
    await Supervisor.start(system, { children: [Supervisor.childSpec({ init })] });
    const ended = exited(nursery.pid('child 1'));
    nursery.end('child 1', 'boom');
    await ended;
    await expect.poll(() => nursery.started('child 2')).toBe(1);
  });

  test('ignore: there is no supervisor, and that is no failure', async () => {
    const { system } = testSystem();
    const starting = Supervisor.start(system, { init: async () => Promise.resolve(ignore()) });
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_IGNORED' });
    expect(system.processCount).toBe(0);
    const outer = await Supervisor.start(system, {
      children: [Supervisor.childSpec({ id: 'inner', init: () => ignore() })],
    });
    expect(rows(await Supervisor.whichChildren(outer))).toEqual(['inner: undefined']);
  });

  test.each([[undefined], ['rubbish'], [7]])('%j instead of flags fails the start', async (bad) => {
    const { system } = testSystem();
    const starting = Supervisor.start(system, { init: () => bad as never });
    await expect(starting).rejects.toMatchObject({
      code: 'ERR_START_FAILED',
      reason: { bad_return_value: bad },
    });
  });

  test('bad flags are the reason why the start fails', async () => {
    const { system } = testSystem();
    const init = () => ({ children: [], strategy: 'one_for_some' as never });
    await expect(Supervisor.start(system, { init })).rejects.toMatchObject({
      code: 'ERR_START_FAILED',
      reason: { error: { code: 'ERR_INVALID_OPTION', option: 'strategy', value: 'one_for_some' } },
    });
    expect(system.processCount).toBe(0);
  });
});
