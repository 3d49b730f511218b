import { inspect } from 'node:util';
import {
  type ExitReason,
  exit,
  exited,
  GenServer,
  type GenServerCallbacks,
  isAlive,
  noreply,
  ok,
  type Pid,
  Sys,
  stop,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { ask, startChild, startPuppet, tell } from '../support/puppet.ts';
import { type Line, recordingLogger, testSystem } from '../support/test-system.ts';

const boom = new Error('boom');

interface Vault {
  readonly cast: { readonly type: 'open'; readonly password: string };
}

interface Secrets {
  readonly password: string;
  readonly tries: number;
}

type Parts = Partial<GenServerCallbacks<void, Secrets, Vault>>;

/** A server that crashes when it is opened. */
async function vault(parts: Parts = {}): Promise<{ pid: Pid<Vault>; lines: Line[] }> {
  const { logger, lines } = recordingLogger();
  const { system } = testSystem(logger);
  const callbacks: GenServerCallbacks<void, Secrets, Vault> = {
    init: () => ok({ password: 'swordfish', tries: 3 }),
    handleCast: () => {
      throw boom;
    },
    ...parts,
  };
  return { pid: await GenServer.start(system, callbacks, undefined), lines };
}

describe('what is logged of an end (GS-113)', () => {
  test.each<ExitReason>(['normal', 'shutdown', { shutdown: 'upgrade' }])(
    'nothing when the reason is %j',
    async (reason) => {
      const { pid, lines } = await vault();
      await GenServer.stop(pid, reason);
      expect(lines).toEqual([]);
    },
  );

  test('a crash with its reason, the last message and the state before it', async () => {
    const { pid, lines } = await vault();
    GenServer.cast(pid, { type: 'open', password: 'wrong' });
    await settle();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'error',
      process: pid.id,
      reason: 'crash: Error: boom',
      error: boom,
      state: "{ password: 'swordfish', tries: 3 }",
      lastMessage: "{ type: 'open', password: 'wrong' }",
    });
  });

  test('a reason of the host, and a bad return value', async () => {
    const { pid, lines } = await vault({ handleCast: (_message, state) => stop('no_disk', state) });
    GenServer.cast(pid, { type: 'open', password: '' });
    await settle();
    const other = await vault({ handleCast: () => 42 as never });
    GenServer.cast(other.pid, { type: 'open', password: '' });
    await settle();
    expect(lines).toMatchObject([
      { reason: 'no_disk', lastMessage: "{ type: 'open', password: '' }" },
    ]);
    expect(other.lines).toMatchObject([{ reason: 'bad return value 42' }]);
  });

  test('a crash of terminate, with the reason that it left', async () => {
    const { pid, lines } = await vault({
      terminate: () => {
        throw boom;
      },
    });
    await GenServer.stop(pid).catch(() => undefined);
    expect(lines).toMatchObject([{ error: boom, state: "{ password: 'swordfish', tries: 3 }" }]);
  });

  test('a kill, of which no callback knows', async () => {
    const { pid, lines } = await vault();
    exit(pid, 'kill');
    expect(lines).toMatchObject([{ level: 'error', reason: 'killed' }]);
  });

  test('a large state is cut short', async () => {
    const { logger, lines } = recordingLogger();
    const { system } = testSystem(logger);
    const pid = await startPuppet(system, {
      init: () =>
        ok({ entries: Array.from({ length: 1e5 }, () => 'entry'), text: 'x'.repeat(1e5) }),
    });
    tell(pid, () => Promise.reject(boom));
    await settle();
    expect(String(lines[0]?.['state']).length).toBeLessThan(500);
  });
});

describe('formatStatus (GS-119)', () => {
  const formatStatus: Parts['formatStatus'] = ({ state, message }) => ({
    state: { ...state, password: '***' },
    ...(message !== undefined && { message: { ...(message as object), password: '***' } }),
  });

  test('hides secrets in a crash report', async () => {
    const { pid, lines } = await vault({ formatStatus });
    GenServer.cast(pid, { type: 'open', password: 'wrong' });
    await settle();
    expect(lines).toMatchObject([
      {
        state: "{ password: '***', tries: 3 }",
        lastMessage: "{ type: 'open', password: '***' }",
      },
    ]);
  });

  test('hides secrets in the status', async () => {
    const { pid } = await vault({ formatStatus });
    const { state } = await Sys.getStatus(pid);
    expect(state).toEqual({ password: '***', tries: 3 });
    expect(await Sys.getState(pid)).toMatchObject({ password: 'swordfish' });
  });

  test.each<[string, Parts['formatStatus']]>([
    [
      'throws',
      () => {
        throw new Error('in formatStatus');
      },
    ],
    ['returns nothing', () => undefined as never],
    ['returns null', () => null as never],
  ])('one that %s hides all, and harms nobody', async (_what, broken) => {
    const { pid, lines } = await vault({ ...(broken && { formatStatus: broken }) });
    const { state } = await Sys.getStatus(pid);
    expect(state).toBe('formatStatus failed');
    const end = exited(pid);
    GenServer.cast(pid, { type: 'open', password: 'wrong' });
    expect(await end).toEqual({ error: boom });
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(/swordfish|wrong/);
  });
});

describe('a state that can not be shown', () => {
  const hostile = {
    [inspect.custom](): never {
      throw new Error('do not look');
    },
  };

  test('keeps the end of its server from nobody (PR-02)', async () => {
    const { logger, lines } = recordingLogger();
    const { system } = testSystem(logger);
    const parent = await startPuppet(system);
    const pid = await startChild(parent, { init: () => ok(hostile) });
    const end = exited(pid);
    tell(pid, () => Promise.reject(boom));
    await settle();
    expect(await Promise.race([end, Promise.resolve('never told')])).toEqual({ error: boom });
    expect(isAlive(parent)).toBe(false);
    expect(lines.map(({ error }) => error)).toEqual([boom, boom]);
  });

  test('is no problem while the server lives', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system, { init: () => ok(hostile) });
    tell(pid, (state) => noreply(state));
    expect(await ask(pid, (_context, state) => state)).toBe(hostile);
  });
});

describe('a reason that is none', () => {
  test('ends its server all the same, and others are told (PR-02)', async () => {
    const { system } = testSystem();
    const parent = await startPuppet(system);
    const pid = await startChild(parent);
    const end = exited(parent);
    tell(pid, (state) => stop(42 as never, state));
    await settle();
    expect(await Promise.race([end, Promise.resolve('never told')])).toBe(42);
    expect(system.processCount).toBe(0);
  });
});
