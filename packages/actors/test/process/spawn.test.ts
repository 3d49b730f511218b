import {
  type ExitReason,
  exit,
  exited,
  exitWith,
  hasErrorCode,
  isAlive,
  isPid,
  type PlainContext,
  processName,
  send,
  spawn,
  spawnLink,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { ask, type PuppetParts, startPuppet } from '../support/puppet.ts';
import { gate, recordingLogger, testSystem } from '../support/test-system.ts';

interface Pings {
  readonly info: { readonly type: 'ping'; readonly count: number };
}

const boom = new Error('boom');

describe('spawn', () => {
  test('answers a living pid at once and runs the function in a later turn (JS-06)', async () => {
    const { system } = testSystem();
    const events: string[] = [];
    const pid = spawn(system, () => events.push('runs'));
    events.push('after spawn');
    expect([isPid(pid), isAlive(pid), system.processCount]).toEqual([true, true, 1]);
    await exited(pid);
    expect(events).toEqual(['after spawn', 'runs']);
    expect(system.processCount).toBe(0);
  });

  test('gives the function its own context', async () => {
    const { system, clock } = testSystem();
    const told = gate<PlainContext<Pings>>();
    const pid = spawn<Pings>(system, async (self) => {
      told.open(self);
      await self.receive();
    });
    const self = await told.promise;
    expect([self.self === pid, self.system === system, self.parent]).toEqual([
      true,
      true,
      undefined,
    ]);
    await clock.advance(7);
    expect(self.now()).toBe(7);
  });

  test.each<[string, () => unknown, ExitReason]>([
    ['returns', () => 42, 'normal'],
    ['resolves', () => Promise.resolve(42), 'normal'],
    ['resolves to a rejection', () => Promise.reject(boom), { error: boom }],
    [
      'throws',
      () => {
        throw boom;
      },
      { error: boom },
    ],
    ['exits with a reason', () => exitWith('no_disk'), 'no_disk'],
    ['exits with normal', () => exitWith('normal'), 'normal'],
    ['exits with kill', () => exitWith('kill'), 'kill'],
    ['exits with an object', () => exitWith({ shutdown: 7 }), { shutdown: 7 }],
    ['exits after an await', () => Promise.resolve().then(() => exitWith('late')), 'late'],
  ])('a function that %s ends its process accordingly (PR-14)', async (_what, run, reason) => {
    const { system } = testSystem();
    expect(await exited(spawn(system, run))).toEqual(reason);
  });

  test('code that catches its own exit lives on (JS-04)', async () => {
    const { system } = testSystem();
    let caught: unknown;
    const pid = spawn(system, () => {
      try {
        exitWith('no_disk');
      } catch (error) {
        caught = error;
      }
    });
    expect(await exited(pid)).toBe('normal');
    expect(hasErrorCode(caught, 'ERR_PROCESS_EXIT')).toBe(true);
    expect(caught).toMatchObject({ reason: 'no_disk' });
  });

  test('a crash is logged, an orderly end is not (PR-53)', async () => {
    const { logger, lines } = recordingLogger();
    const { system } = testSystem(logger);
    await exited(spawn(system, () => exitWith({ shutdown: 'done' })));
    const crashed = spawn(system, () => Promise.reject(boom), { name: processName('reader') });
    await exited(crashed);
    expect(lines).toMatchObject([{ level: 'error', process: 'reader', error: boom }]);
  });

  test('in a closed system throws', async () => {
    const { system } = testSystem();
    await system.close();
    expect(() => spawn(system, () => undefined)).toThrow(
      expect.objectContaining({ code: 'ERR_NO_PROCESS' }) as Error,
    );
  });

  test('is ended by the close of its system, though it waits', async () => {
    const { system } = testSystem();
    const pid = spawn(system, (self) => self.receive());
    await settle();
    await system.close();
    expect(await exited(pid)).toBe('shutdown');
  });
});

describe('spawnLink', () => {
  test('links both ways and makes the caller the parent (PR-01, PR-02)', async () => {
    const { system } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const owner = await startPuppet(system, { trapExit: true, seen });
    let parent: unknown;
    const child = await ask(owner, (context) =>
      spawnLink(context, (self) => {
        parent = self.parent;
        return Promise.reject(boom);
      }),
    );
    await exited(child);
    await settle();
    expect(parent === owner).toBe(true);
    expect(seen).toMatchObject([{ type: 'EXIT', reason: { error: boom } }]);
    const waiting = await ask(owner, (context) => spawnLink(context, (self) => self.receive()));
    exit(owner, 'kill');
    expect(await exited(waiting)).toBe('killed');
  });

  test('a trapping one takes the exit of its parent as a message', async () => {
    const { system } = testSystem();
    const owner = await startPuppet(system);
    const got: unknown[] = [];
    const child = await ask(owner, (context) =>
      spawnLink(context, async (self) => {
        self.trapExit(true);
        got.push(await self.receive());
      }),
    );
    await settle();
    exit(owner, 'kill');
    expect(await exited(child)).toBe('normal');
    expect(got).toMatchObject([{ type: 'EXIT', reason: 'killed' }]);
  });

  test('from a process that has ended throws, and starts nothing (JS-02)', async () => {
    const { system } = testSystem();
    const owner = await startPuppet(system);
    const context = await ask(owner, (mine) => mine);
    exit(owner, 'kill');
    expect(() => spawnLink(context, () => undefined)).toThrow(
      expect.objectContaining({ code: 'ERR_NO_PROCESS', reason: 'noproc' }) as Error,
    );
    expect(system.processCount).toBe(0);
  });
});

describe('exit signals and plain processes', () => {
  test('one that waits dies of a signal, at once (PR-03, PR-54)', async () => {
    const { system } = testSystem();
    const pid = spawn(system, (self) => self.receive());
    await settle();
    exit(pid, 'no_disk');
    expect(isAlive(pid)).toBe(false);
    expect(await exited(pid)).toBe('no_disk');
  });

  test('normal from another does nothing, from itself ends it (PR-08, PR-09)', async () => {
    const { system } = testSystem();
    const pid = spawn<Pings>(system, async (self) => {
      await self.receive();
      self.exit(self.self, 'normal');
      await self.receive();
    });
    await settle();
    exit(pid, 'normal');
    expect(isAlive(pid)).toBe(true);
    send(pid, { type: 'ping', count: 1 });
    expect(await exited(pid)).toBe('normal');
  });

  test('killed is an ordinary reason, kill is not (PR-05, PR-07)', async () => {
    const { system } = testSystem();
    const got: unknown[] = [];
    const pid = spawn<Pings>(system, async (self) => {
      self.trapExit(true);
      for (;;) got.push(await self.receive());
    });
    await settle();
    exit(pid, 'killed');
    await settle();
    expect([isAlive(pid), got]).toMatchObject([true, [{ type: 'EXIT', reason: 'killed' }]]);
    exit(pid, 'kill');
    expect(await exited(pid)).toBe('killed');
  });

  test('the code of a killed one is unwound where it waits, and has no effect (JS-02)', async () => {
    const { system, clock } = testSystem();
    const events: unknown[] = [];
    const pid = spawn<Pings>(system, async (self) => {
      try {
        await self.receive({ timeout: 1_000 });
      } catch (error) {
        events.push(error);
        // Library code that waits again must not wait for ever.
        await self.receive().catch((again: unknown) => events.push(again));
      } finally {
        events.push('cleaned up');
      }
      exitWith('from the grave');
    });
    await settle();
    exit(pid, 'kill');
    await settle();
    expect(events).toMatchObject([
      { code: 'ERR_PROCESS_EXIT', reason: 'killed' },
      { code: 'ERR_PROCESS_EXIT', reason: 'killed' },
      'cleaned up',
    ]);
    expect(await exited(pid)).toBe('killed');
    expect(clock.pendingTimers).toBe(0);
  });

  test('its signal aborts (JS-03)', async () => {
    const { system } = testSystem();
    const told = gate<AbortSignal>();
    const pid = spawn(system, (self) => {
      told.open(self.signal);
      return new Promise(() => undefined);
    });
    const signal = await told.promise;
    exit(pid, 'kill');
    await settle();
    expect(signal.aborted).toBe(true);
  });
});
