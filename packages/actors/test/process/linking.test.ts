import { exit, GenServer, isAlive, type ProcessInfo, processInfo } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  type PuppetContext,
  type PuppetParts,
  type PuppetPid,
  startPuppet,
} from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

type Seen = NonNullable<PuppetParts['seen']>;

interface Half {
  readonly pid: PuppetPid;
  readonly context: PuppetContext;
  readonly seen: Seen;
}

/** Two strangers; `traps` says of each whether it traps exits. */
async function strangers(...traps: [boolean, boolean]): Promise<{ one: Half; other: Half }> {
  const { system } = testSystem();
  const make = async (trapExit: boolean): Promise<Half> => {
    const seen: Seen = [];
    const pid = await startPuppet(system, { trapExit, seen });
    return { pid, seen, context: await ask(pid, (mine) => mine) };
  };
  return { one: await make(traps[0]), other: await make(traps[1]) };
}

const linksOf = ({ pid }: Half): ProcessInfo['links'] | undefined => processInfo(pid)?.links;
const lives = (...halves: Half[]): boolean[] => halves.map(({ pid }) => isAlive(pid));

describe('link (PR-01)', () => {
  test.each(['one', 'other'] as const)('takes the other along when %s crashes', async (which) => {
    const pair = await strangers(false, false);
    pair.one.context.link(pair.other.pid);
    exit(pair[which].pid, 'no_disk');
    expect(lives(pair.one, pair.other)).toEqual([false, false]);
  });

  test('is seen from both sides, once, however often it is made', async () => {
    const { one, other } = await strangers(true, true);
    one.context.link(other.pid);
    one.context.link(other.pid);
    other.context.link(one.pid);
    expect(linksOf(one)?.length).toBe(1);
    expect(linksOf(one)?.[0] === other.pid).toBe(true);
    expect(linksOf(other)?.[0] === one.pid).toBe(true);
    exit(other.pid, 'kill');
    await settle();
    expect(one.seen).toMatchObject([{ type: 'EXIT', reason: 'killed' }]);
    expect(one.seen[0]?.type === 'EXIT' && one.seen[0].pid === other.pid).toBe(true);
    expect(linksOf(one)).toEqual([]);
  });

  test('to oneself changes nothing', async () => {
    const { one } = await strangers(true, true);
    one.context.link(one.pid);
    expect(linksOf(one)).toEqual([]);
    await GenServer.stop(one.pid, 'done');
    expect(one.seen).toEqual([]);
  });

  test('a normal end leaves the other alone, or is a message to one that traps (PR-04)', async () => {
    const plain = await strangers(false, false);
    plain.one.context.link(plain.other.pid);
    await GenServer.stop(plain.other.pid);
    await settle();
    expect(lives(plain.one)).toEqual([true]);
    const trapping = await strangers(true, false);
    trapping.one.context.link(trapping.other.pid);
    await GenServer.stop(trapping.other.pid);
    await settle();
    expect(trapping.one.seen).toMatchObject([{ type: 'EXIT', reason: 'normal' }]);
  });

  test('makes nobody a parent: an exit of the other is a message (GS-108, GS-116)', async () => {
    const { one, other } = await strangers(true, true);
    one.context.link(other.pid);
    await GenServer.stop(one.pid);
    await settle();
    expect(lives(other)).toEqual([true]);
    expect(other.seen).toMatchObject([{ type: 'EXIT', reason: 'normal' }]);
  });
});

describe('link to a process that has ended (PR-12)', () => {
  test('throws noproc to who does not trap exits, and leaves it alive', async () => {
    const { one, other } = await strangers(false, false);
    await GenServer.stop(other.pid);
    expect(() => one.context.link(other.pid)).toThrow(
      expect.objectContaining({ code: 'ERR_NO_PROCESS', reason: 'noproc' }) as Error,
    );
    expect([linksOf(one), ...lives(one)]).toEqual([[], true]);
  });

  test('is an EXIT with noproc to who traps exits, after what already waits', async () => {
    const { one, other } = await strangers(true, false);
    await GenServer.stop(other.pid);
    GenServer.send(one.pid, { type: 'note', text: 'waiting' });
    one.context.link(other.pid);
    expect(one.seen).toEqual([]);
    await settle();
    expect(one.seen).toMatchObject([{ type: 'note' }, { type: 'EXIT', reason: 'noproc' }]);
    expect(one.seen[1]?.type === 'EXIT' && one.seen[1].pid === other.pid).toBe(true);
  });

  test('uncaught in a handler it ends the server as a crash', async () => {
    const { one, other } = await strangers(false, false);
    await GenServer.stop(other.pid);
    const linked = ask(one.pid, (context) => context.link(other.pid));
    await expect(linked).rejects.toMatchObject({ reason: { error: { code: 'ERR_NO_PROCESS' } } });
  });

  test('from one that has ended itself leaves no trace at the other (JS-02)', async () => {
    const { one, other } = await strangers(false, true);
    exit(one.pid, 'kill');
    one.context.link(other.pid);
    expect(linksOf(other)).toEqual([]);
    await settle();
    expect([other.seen, ...lives(other)]).toEqual([[], true]);
  });
});

describe('unlink (PR-13)', () => {
  test.each(['one', 'other'] as const)('by %s: no exit passes any more', async (which) => {
    const pair = await strangers(true, false);
    const { one, other } = pair;
    one.context.link(other.pid);
    one.context.link(other.pid);
    pair[which].context.unlink(which === 'one' ? other.pid : one.pid);
    expect([linksOf(one), linksOf(other)]).toEqual([[], []]);
    exit(other.pid, 'kill');
    await settle();
    expect(one.seen).toEqual([]);
  });

  test('of a child spares both sides', async () => {
    const { one } = await strangers(false, false);
    const child = await ask(one.pid, async (context) => {
      const pid = await GenServer.startLink(
        context,
        { init: () => ({ type: 'ok', state: 0 }) },
        undefined,
      );
      context.unlink(pid);
      return pid;
    });
    exit(one.pid, 'kill');
    expect(isAlive(child)).toBe(true);
  });

  test('without a link, of a dead process and twice is no error', async () => {
    const { one, other } = await strangers(false, false);
    one.context.unlink(other.pid);
    await GenServer.stop(other.pid);
    one.context.unlink(other.pid);
    one.context.unlink(other.pid);
    expect(lives(one)).toEqual([true]);
  });

  test('does not take back an EXIT that waits already', async () => {
    const { one, other } = await strangers(true, false);
    one.context.link(other.pid);
    exit(other.pid, 'kill');
    one.context.unlink(other.pid);
    await settle();
    expect(one.seen).toMatchObject([{ type: 'EXIT', reason: 'killed' }]);
  });

  test('may be followed by a new link', async () => {
    const { one, other } = await strangers(true, false);
    one.context.link(other.pid);
    one.context.unlink(other.pid);
    one.context.link(other.pid);
    exit(other.pid, 'kill');
    await settle();
    expect(one.seen).toHaveLength(1);
  });
});

describe('trapExit (PR-15)', () => {
  test('answers what it was and holds for signals received afterwards', async () => {
    const { one } = await strangers(false, false);
    expect(one.context.trapExit(true)).toBe(false);
    expect(one.context.trapExit(true)).toBe(true);
    expect(processInfo(one.pid)?.trapExit).toBe(true);
    exit(one.pid, 'first');
    expect(one.context.trapExit(false)).toBe(true);
    await settle();
    expect(one.seen).toMatchObject([{ type: 'EXIT', reason: 'first' }]);
    exit(one.pid, 'second');
    expect(lives(one)).toEqual([false]);
  });
});
