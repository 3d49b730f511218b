import { exit, isAlive } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { Nursery, rows, testSystem } from './support/children.ts';

describe('whichChildren and countChildren (SU-102, SU-103)', () => {
  test('one row per specification, with id, pid and type, in start order', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [
        nursery.child('w'),
        nursery.child('s', { type: 'supervisor' }),
        nursery.child('off', { starts: ['ignore'] }),
      ],
    });
    const children = await Supervisor.whichChildren(supervisor);
    expect(children.map(({ id, type }) => [id, type])).toEqual([
      ['w', 'worker'],
      ['s', 'supervisor'],
      ['off', 'worker'],
    ]);
    expect(children[0]?.pid === nursery.pid('w')).toBe(true);
    expect(children[2]?.pid).toBe('undefined');
  });

  test('counts specs, living processes and types, running or not', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    const supervisor = await Supervisor.start(system, {
      children: [
        nursery.child('w'),
        nursery.child('done', { restart: 'transient' }),
        nursery.child('s', { type: 'supervisor', starts: ['ignore'] }),
        nursery.child('gone', { restart: 'temporary' }),
      ],
    });
    nursery.end('done', 'normal');
    nursery.end('gone', 'normal');
    await settle();
    expect(await Supervisor.countChildren(supervisor)).toEqual({
      specs: 3,
      active: 1,
      supervisors: 1,
      workers: 2,
    });
  });

  test('a request that arrives during a slow restart waits for it (JS-10)', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    let release: (value?: unknown) => void = () => undefined;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { starts: ['ok', held] })],
    });
    exit(nursery.pid('a'), 'kill');
    await settle();
    const asked = Supervisor.whichChildren(supervisor).then(rows);
    await settle();
    release();
    expect(await asked).toEqual(['a: running']);
  });

  test('a child that is dead, though its EXIT still waits, is not active', async () => {
    const { system } = testSystem();
    const nursery = new Nursery();
    let release: (value?: unknown) => void = () => undefined;
    const held = new Promise((resolve) => {
      release = resolve;
    });
    const supervisor = await Supervisor.start(system, {
      children: [nursery.child('a', { starts: ['ok', held] }), nursery.child('b')],
    });
    exit(nursery.pid('a'), 'kill');
    await settle();
    const counted = Supervisor.countChildren(supervisor);
    exit(nursery.pid('b'), 'kill');
    release();
    expect(isAlive(nursery.pid('b'))).toBe(false);
    expect(await counted).toMatchObject({ specs: 2, active: 1 });
  });
});
