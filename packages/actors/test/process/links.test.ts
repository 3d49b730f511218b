import {
  type ExitReason,
  exit,
  exited,
  failToStart,
  GenServer,
  ignore,
  isAlive,
  ok,
  processName,
  stop,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  linkPuppet,
  type Puppet,
  type PuppetParts,
  startChild,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

const boom = new Error('boom');

describe('links made by startLink (GS-10, GS-110, PR-02, PR-03)', () => {
  test.each<[string, ExitReason]>([
    ['a shutdown', 'shutdown'],
    ['a shutdown with a word', { shutdown: 'upgrade' }],
    ['a reason of the host', 'no_disk'],
    ['a crash', { error: boom }],
  ])(
    '%s of a child ends a parent that does not trap exits, without terminate',
    async (_what, reason) => {
      const { system } = testSystem();
      let terminated = false;
      const parent = await startPuppet(system, {
        terminate: () => {
          terminated = true;
        },
      });
      const child = await startChild(parent);
      tell(child, (state) => stop(reason, state));
      expect(await exited(parent)).toBe(reason);
      expect(terminated).toBe(false);
    },
  );

  test('a normal end of a child leaves its parent alone', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    const child = await startChild(parent);
    await GenServer.stop(child);
    await settle();
    expect(isAlive(parent)).toBe(true);
  });

  test('a crash of a parent ends its children, and theirs', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    const child = await startChild(parent);
    const grandchild = await startChild(child);
    tell(parent, () => Promise.reject(boom));
    expect(await exited(grandchild)).toEqual({ error: boom });
    expect(await exited(child)).toEqual({ error: boom });
    expect(system.processCount).toBe(0);
  });

  test('a normal end of a parent leaves a child that does not trap exits alone (GS-109)', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    const child = await startChild(parent);
    await GenServer.stop(parent);
    await settle();
    expect(isAlive(child)).toBe(true);
  });

  test('a server started without link does not share the end of its starter', async () => {
    const { system } = testSystem();
    const starter = await startPuppet(system);
    const other = await ask(starter, (context) => startPuppet(context.system));
    exit(starter, 'kill');
    await settle();
    expect(isAlive(other)).toBe(true);
    expect(await ask(other, (context) => context.parent)).toBeUndefined();
  });

  test('siblings are not linked to each other', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system, { trapExit: true });
    const [one, other] = [await startChild(parent), await startChild(parent)];
    exit(one, 'kill');
    await settle();
    expect(isAlive(other)).toBe(true);
    expect(await ask(other, (context) => context.parent)).toBe(parent);
  });

  test('a chain of two thousand links is followed to its end', async () => {
    const { system } = testSystem();
    const first = await startPuppet(system);
    let last = first;
    for (let made = 0; made < 2_000; made += 1) last = await startChild(last);
    exit(first, 'cut');
    expect(await exited(last)).toBe('cut');
    expect(system.processCount).toBe(0);
  });

  test('a crash that can not be described is told to others all the same', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    const child = await startChild(parent);
    const hostile = Object.assign(new Error('x'), { name: Symbol('odd') });
    tell(child, () => Promise.reject(hostile));
    await settle();
    expect([isAlive(child), isAlive(parent)]).toEqual([false, false]);
    const later = await startPuppet(system);
    const end = exited(later);
    exit(later, 'kill');
    expect(await Promise.race([end, settle().then(() => 'never told')])).toBe('killed');
  });

  test('startLink from a parent that has ended rejects and starts nothing', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    const context = await ask(parent, (mine) => mine);
    await GenServer.stop(parent);
    const starting = linkPuppet(context);
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED', reason: 'noproc' });
    expect(system.processCount).toBe(0);
  });
});

describe('a parent that traps exits (GS-108, PR-04)', () => {
  test.each<[string, ExitReason]>([
    ['normal', 'normal'],
    ['shutdown', 'shutdown'],
    ['a crash', { error: boom }],
  ])('gets the EXIT of a child that ended with %s, once, and lives', async (_what, reason) => {
    const { system } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const parent = await startPuppet(system, { trapExit: true, seen });
    const child = await startChild(parent);
    tell(child, (state) => stop(reason, state));
    await settle();
    expect(isAlive(parent)).toBe(true);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ type: 'EXIT', reason });
    expect(seen[0]?.type === 'EXIT' && seen[0].pid === child).toBe(true);
  });

  test('gets killed, not kill, when a child was killed (PR-05)', async () => {
    const { system } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const parent = await startPuppet(system, { trapExit: true, seen });
    exit(await startChild(parent), 'kill');
    await settle();
    expect(seen).toMatchObject([{ type: 'EXIT', reason: 'killed' }]);
  });

  test('a child that stops with kill sends an ordinary, trappable kill (PR-06)', async () => {
    const { system } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const trapping = await startPuppet(system, { trapExit: true, seen });
    tell(await startChild(trapping), (state) => stop('kill', state));
    await settle();
    expect(seen).toMatchObject([{ type: 'EXIT', reason: 'kill' }]);

    const plain = await startPuppet(system);
    tell(await startChild(plain), (state) => stop('kill', state));
    expect(await exited(plain)).toBe('kill');
  });

  test('the setting can be changed, answers what it was, and counts for later signals (PR-15)', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    const child = await startChild(parent);
    expect(await ask(parent, (context) => context.trapExit(true))).toBe(false);
    expect(await ask(parent, (context) => context.trapExit(false))).toBe(true);
    exit(child, 'kill');
    expect(await exited(parent)).toBe('killed');
  });
});

describe('a failed startLink (GS-11, GS-12)', () => {
  const failing: [string, PuppetParts['init'] & object][] = [
    ['fails', () => failToStart('no luck')],
    ['throws', () => Promise.reject(boom)],
    ['returns rubbish', () => 42 as never],
  ];

  test.each(failing)('leaves no EXIT at a trapping parent when init %s', async (_what, init) => {
    const { system } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const parent = await startPuppet(system, { trapExit: true, seen });
    await expect(startChild(parent, { init })).rejects.toMatchObject({ code: 'ERR_START_FAILED' });
    await settle();
    expect(seen).toEqual([]);
    expect(isAlive(parent)).toBe(true);
  });

  test.each(failing)('ends a parent that does not trap exits when init %s', async (_what, init) => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    await expect(startChild(parent, { init })).rejects.toMatchObject({
      code: 'ERR_SERVER_STOPPED',
    });
    expect(isAlive(parent)).toBe(false);
  });

  test('an ignored one leaves a parent alone that does not trap exits', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    const starting = startChild(parent, { init: () => ignore() });
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_IGNORED' });
    await settle();
    expect(isAlive(parent)).toBe(true);
  });

  test('an ignored one leaves no EXIT at a trapping parent', async () => {
    const { system } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const parent = await startPuppet(system, { trapExit: true, seen });
    const starting = startChild(parent, { init: () => ignore() });
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_IGNORED' });
    await settle();
    expect(seen.map(({ type }) => type)).toEqual([]);
  });

  test('one that took too long leaves no EXIT at a trapping parent', async () => {
    const { system, clock } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const parent = await startPuppet(system, { trapExit: true, seen });
    const init = () => new Promise<never>(() => undefined);
    const starting = startChild(parent, { init }, { timeout: 10 });
    starting.catch(() => undefined);
    await clock.advance(10);
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_TIMEOUT' });
    await settle();
    expect(seen.map(({ type }) => type)).toEqual([]);
  });

  test('one that was killed during init leaves no EXIT at a trapping parent', async () => {
    const { system } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const name = processName<Puppet>('victim');
    const parent = await startPuppet(system, { trapExit: true, seen });
    const init = () => new Promise<never>(() => undefined);
    const starting = startChild(parent, { init }, { name });
    starting.catch(() => undefined);
    await settle();
    const victim = system.whereis(name);
    if (victim !== undefined) exit(victim, 'kill');
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED', reason: 'killed' });
    await settle();
    expect(seen.map(({ type }) => type)).toEqual([]);
  });

  test('a taken name leaves no EXIT and no process', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('taken');
    await startPuppet(system, {}, { name });
    const seen: NonNullable<PuppetParts['seen']> = [];
    const parent = await startPuppet(system, { trapExit: true, seen });
    const starting = startChild(parent, { init: () => ok(0) }, { name });
    await expect(starting).rejects.toMatchObject({ code: 'ERR_ALREADY_STARTED' });
    await settle();
    expect(seen).toEqual([]);
    expect(system.processCount).toBe(2);
  });
});
