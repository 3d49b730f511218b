import { type ExitReason, exit, exited, GenServer, isAlive, noreply, ok } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  note,
  type PuppetParts,
  type PuppetPid,
  startChild,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { gate, recordingLogger, testSystem } from '../support/test-system.ts';

type Seen = NonNullable<PuppetParts['seen']>;

/** A puppet together with what it got and with which reasons terminate ran. */
async function watched(
  trapExit: boolean,
): Promise<{ pid: PuppetPid; seen: Seen; ends: ExitReason[] }> {
  const { system } = testSystem();
  const seen: Seen = [];
  const ends: ExitReason[] = [];
  const terminate = (reason: ExitReason): void => void ends.push(reason);
  return { pid: await startPuppet(system, { trapExit, seen, terminate }), seen, ends };
}

describe('exit signals from outside (GS-107, GS-115, PR-05 to PR-09)', () => {
  test('kill ends a server as killed without terminate', async () => {
    const { pid, ends } = await watched(false);
    exit(pid, 'kill');
    expect(isAlive(pid)).toBe(false);
    expect(await exited(pid)).toBe('killed');
    expect(ends).toEqual([]);
  });

  test('kill can not be trapped', async () => {
    const { pid, seen, ends } = await watched(true);
    exit(pid, 'kill');
    expect(await exited(pid)).toBe('killed');
    await settle();
    expect([seen, ends]).toEqual([[], []]);
  });

  test.each<ExitReason>(['shutdown', 'killed', 'no_disk', { error: 1 }, { shutdown: 1 }])(
    '%j ends a server that does not trap exits, without terminate',
    async (reason) => {
      const { pid, ends } = await watched(false);
      exit(pid, reason);
      expect(await exited(pid)).toBe(reason);
      expect(ends).toEqual([]);
    },
  );

  test.each<ExitReason>(['normal', 'shutdown', 'killed', 'no_disk', { error: 1 }])(
    '%j is a message without a sender to a server that traps exits',
    async (reason) => {
      const { pid, seen } = await watched(true);
      exit(pid, reason);
      await settle();
      expect(isAlive(pid)).toBe(true);
      expect(seen).toEqual([{ type: 'EXIT', pid: undefined, reason }]);
    },
  );

  test('normal does nothing to a server that does not trap exits', async () => {
    const { pid } = await watched(false);
    exit(pid, 'normal');
    await settle();
    expect(isAlive(pid)).toBe(true);
  });

  test('of two signals the first decides (PR-11)', async () => {
    const { pid } = await watched(false);
    exit(pid, 'first');
    exit(pid, 'second');
    exit(pid, 'kill');
    expect(await exited(pid)).toBe('first');
  });

  test('a message sent before a trapped signal is seen before it (PR-29)', async () => {
    const { pid, seen } = await watched(true);
    GenServer.send(pid, { type: 'note', text: 'before' });
    exit(pid, 'hint');
    GenServer.send(pid, { type: 'note', text: 'after' });
    await settle();
    expect(seen.map(({ type }) => type)).toEqual(['note', 'EXIT', 'note']);
  });

  test('a signal never runs code of its target inside the sender (JS-06)', async () => {
    const { pid, seen } = await watched(true);
    exit(pid, 'hint');
    expect(seen).toEqual([]);
    await settle();
    expect(seen).toHaveLength(1);
  });

  test('a server busy with a callback still dies of a signal (PR-54)', async () => {
    const { pid } = await watched(false);
    tell(pid, () => new Promise(() => undefined));
    await settle();
    exit(pid, 'shutdown');
    expect(isAlive(pid)).toBe(false);
  });
});

describe('exit signals between servers (GS-86, GS-108, GS-116, GS-117)', () => {
  test.each<ExitReason>(['normal', 'shutdown', { error: 1 }])(
    'a trapping server ends through terminate with the %j of its ending parent',
    async (reason) => {
      const { system } = testSystem();
      const seen: Seen = [];
      const ends: ExitReason[] = [];
      const parent = await startPuppet(system);
      const child = await startChild(parent, {
        trapExit: true,
        seen,
        terminate: (why) => void ends.push(why),
      });
      await GenServer.stop(parent, reason);
      expect(await exited(child)).toBe(reason);
      expect(ends).toEqual([reason]);
      expect(seen).toEqual([]);
    },
  );

  test('a killed parent ends its trapping child through terminate, as killed', async () => {
    const { system } = testSystem();
    const ends: ExitReason[] = [];
    const parent = await startPuppet(system);
    const child = await startChild(parent, {
      trapExit: true,
      terminate: (why) => void ends.push(why),
    });
    exit(parent, 'kill');
    expect(await exited(child)).toBe('killed');
    expect(ends).toEqual(['killed']);
  });

  test('context.exit of a parent counts as its exit', async () => {
    const { system } = testSystem();
    const ends: ExitReason[] = [];
    const parent = await startPuppet(system, { trapExit: true });
    const child = await startChild(parent, {
      trapExit: true,
      terminate: (why) => void ends.push(why),
    });
    await ask(parent, (context) => context.exit(child, 'shutdown'));
    expect(await exited(child)).toBe('shutdown');
    expect(ends).toEqual(['shutdown']);
    expect(isAlive(parent)).toBe(true);
  });

  test('context.exit of a stranger is a message that names it', async () => {
    const { system } = testSystem();
    const seen: Seen = [];
    const stranger = await startPuppet(system);
    const server = await startPuppet(system, { trapExit: true, seen });
    await ask(stranger, (context) => context.exit(server, 'hint'));
    await settle();
    expect(seen).toMatchObject([{ type: 'EXIT', reason: 'hint' }]);
    expect(seen[0]?.type === 'EXIT' && seen[0].pid === stranger).toBe(true);
  });

  test('a trapping server that has a parent takes the exits of others as messages', async () => {
    const { system } = testSystem();
    const seen: Seen = [];
    const parent = await startPuppet(system);
    const middle = await startChild(parent, { trapExit: true, seen });
    exit(await startChild(middle), 'kill');
    exit(middle, 'hint');
    await settle();
    expect(isAlive(middle)).toBe(true);
    expect(seen).toMatchObject([
      { type: 'EXIT', reason: 'killed' },
      { type: 'EXIT', reason: 'hint' },
    ]);
  });

  test('messages sent before the exit of the parent are handled before it', async () => {
    const { system } = testSystem();
    const events: string[] = [];
    const parent = await startPuppet(system);
    const child = await startChild(parent, {
      trapExit: true,
      terminate: () => void events.push('terminate'),
    });
    GenServer.send(
      child,
      note(() => events.push('before')),
    );
    exit(parent, 'kill');
    GenServer.send(
      child,
      note(() => events.push('after')),
    );
    await exited(child);
    expect(events).toEqual(['before', 'terminate']);
  });

  test('a server may send itself normal, and ends without terminate', async () => {
    const { pid, ends } = await watched(false);
    tell(pid, (state, context) => {
      context.exit(context.self, 'normal');
      return noreply(state);
    });
    expect(await exited(pid)).toBe('normal');
    expect(ends).toEqual([]);
  });

  test('a trapping server gets its own normal as a message from itself', async () => {
    const { pid, seen } = await watched(true);
    await ask(pid, (context) => context.exit(context.self, 'normal'));
    await settle();
    expect(isAlive(pid)).toBe(true);
    expect(seen[0]?.type === 'EXIT' && seen[0].pid === pid).toBe(true);
  });
});

describe('isAlive and exited (PR-52)', () => {
  test('exited resolves with the reason, before and after the end', async () => {
    const { pid } = await watched(false);
    const early = exited(pid);
    await GenServer.stop(pid, 'shutdown');
    expect(await early).toBe('shutdown');
    expect(await exited(pid)).toBe('shutdown');
  });

  test('a server that runs terminate still lives', async () => {
    const { system } = testSystem();
    const done = gate();
    const pid = await startPuppet(system, { init: () => ok(0), terminate: () => done.promise });
    const stopped = GenServer.stop(pid);
    await settle();
    expect(isAlive(pid)).toBe(true);
    done.open();
    await stopped;
    expect(isAlive(pid)).toBe(false);
  });
});

describe('what is logged (GS-113)', () => {
  test.each<[ExitReason, number]>([
    ['normal', 0],
    ['shutdown', 0],
    [{ shutdown: 'upgrade' }, 0],
    ['no_disk', 1],
    [{ error: new Error('boom') }, 1],
  ])('a server that ended with %j leaves %i lines', async (reason, count) => {
    const { logger, lines } = recordingLogger();
    const { system } = testSystem(logger);
    await GenServer.stop(await startPuppet(system), reason);
    expect(lines).toHaveLength(count);
  });

  test('a logger that throws does not keep an end from those who wait for it', async () => {
    const { logger } = recordingLogger();
    const broken = {
      ...logger,
      error: () => {
        throw new Error('disk full');
      },
    };
    const { system } = testSystem(broken);
    const pid = await startPuppet(system);
    const end = exited(pid);
    tell(pid, () => Promise.reject(new Error('boom')));
    await settle();
    expect(isAlive(pid)).toBe(false);
    expect(await Promise.race([end, settle().then(() => 'never told')])).not.toBe('never told');
  });
});
