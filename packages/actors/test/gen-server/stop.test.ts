import {
  type ExitReason,
  exit,
  exited,
  GenServer,
  isAlive,
  noreply,
  stop,
  stopReply,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { act, ask, note, request, startChild, startPuppet, tell } from '../support/puppet.ts';
import { gate, observe, testSystem } from '../support/test-system.ts';

const inTerminate = new Error('in terminate');

describe('GenServer.stop (GS-100 to GS-105)', () => {
  test.each<ExitReason>(['normal', 'shutdown', 'no_disk', { shutdown: 1 }])(
    'with %j resolves when the server has ended with it',
    async (reason) => {
      const { system } = testSystem();
      const pid = await startPuppet(system);
      await GenServer.stop(pid, reason);
      expect(isAlive(pid)).toBe(false);
      expect(await exited(pid)).toBe(reason);
    },
  );

  test('the reason is normal unless told otherwise', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    await GenServer.stop(pid);
    expect(await exited(pid)).toBe('normal');
  });

  test('what was sent before is handled, what comes behind is not (GS-101)', async () => {
    const { system } = testSystem();
    const events: string[] = [];
    const pid = await startPuppet(system, { terminate: () => void events.push('terminate') });
    GenServer.cast(
      pid,
      note(() => events.push('before')),
    );
    const stopped = GenServer.stop(pid);
    GenServer.cast(
      pid,
      note(() => events.push('behind')),
    );
    await stopped;
    await settle();
    expect(events).toEqual(['before', 'terminate']);
  });

  test('a server that has ended rejects with ERR_NO_PROCESS', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    await GenServer.stop(pid);
    await expect(GenServer.stop(pid)).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
  });

  test('two who stop it with one reason are both answered', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    await Promise.all([GenServer.stop(pid), GenServer.stop(pid)]);
  });

  test('an end with another reason rejects with it (GS-103)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system, { terminate: () => Promise.reject(inTerminate) });
    await expect(GenServer.stop(pid)).rejects.toMatchObject({
      code: 'ERR_SERVER_STOPPED',
      reason: { error: inTerminate },
    });
  });

  test('a timeout rejects, and the server still stops when it can (GS-104)', async () => {
    const { system, clock } = testSystem();
    const work = gate();
    const pid = await startPuppet(system);
    tell(pid, (state) => work.promise.then(() => noreply(state)));
    const stopped = GenServer.stop(pid, 'normal', { timeout: 100 });
    stopped.catch(() => undefined);
    await clock.advance(100);
    await expect(stopped).rejects.toMatchObject({ code: 'ERR_CALL_TIMEOUT', timeoutMs: 100 });
    expect(isAlive(pid)).toBe(true);
    work.open();
    expect(await exited(pid)).toBe('normal');
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([-1, Number.NaN, 'soon'])(
    'the timeout %j is refused, and the server lives',
    async (timeout) => {
      const { system } = testSystem();
      const pid = await startPuppet(system);
      const stopped = GenServer.stop(pid, 'normal', { timeout: timeout as number });
      await expect(stopped).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
      expect(await ask(pid, () => 'alive')).toBe('alive');
    },
  );
});

describe('terminate (GS-106, GS-107, GS-111)', () => {
  async function ends(how: (pid: Awaited<ReturnType<typeof startPuppet>>) => unknown) {
    const { system } = testSystem();
    const calls: [ExitReason, unknown][] = [];
    const pid = await startPuppet(system, {
      terminate: (reason, state) => void calls.push([reason, state]),
    });
    how(pid);
    await settle();
    expect(isAlive(pid)).toBe(false);
    return { calls, reason: await exited(pid) };
  }

  test('runs once, with the reason and the state that stop returned', async () => {
    const { calls, reason } = await ends((pid) => tell(pid, () => stop('done', 'last')));
    expect([calls, reason]).toEqual([[['done', 'last']], 'done']);
  });

  test('runs for GenServer.stop and for a crash', async () => {
    const stopped = await ends((pid) => GenServer.stop(pid, 'shutdown'));
    expect(stopped.calls).toEqual([['shutdown', 'initial']]);
    const crashed = await ends((pid) => tell(pid, () => Promise.reject(inTerminate)));
    expect(crashed.calls).toEqual([[{ error: inTerminate }, 'initial']]);
  });

  test('does not run for an untrapped signal, nor for kill', async () => {
    for (const signal of ['kill', 'shutdown', 'no_disk']) {
      expect((await ends((pid) => exit(pid, signal))).calls).toEqual([]);
    }
  });

  test.each([
    [
      'throws',
      (): never => {
        throw inTerminate;
      },
    ],
    ['rejects', () => Promise.reject(inTerminate)],
  ])('one that %s replaces the exit reason', async (_what, terminate) => {
    const { system } = testSystem();
    const pid = await startPuppet(system, { terminate });
    tell(pid, (state) => stop('done', state));
    expect(await exited(pid)).toEqual({ error: inTerminate });
  });

  test('what it returns is ignored', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system, { terminate: () => 42 as never });
    await GenServer.stop(pid);
    expect(await exited(pid)).toBe('normal');
  });

  test('is waited for, and no message is handled meanwhile', async () => {
    const { system } = testSystem();
    const done = gate();
    const events: string[] = [];
    const pid = await startPuppet(system, { terminate: () => done.promise });
    const stopped = GenServer.stop(pid);
    const watch = observe(stopped);
    await settle();
    GenServer.cast(
      pid,
      note(() => events.push('handled')),
    );
    GenServer.send(
      pid,
      act((state) => stop('again', state)),
    );
    await settle();
    expect([watch.settled, events]).toEqual([false, []]);
    done.open();
    await stopped;
    expect(events).toEqual([]);
  });

  test('is cut off by a kill, and its late end has no effect', async () => {
    const { system } = testSystem();
    const done = gate();
    const pid = await startPuppet(system, { terminate: () => done.promise });
    const stopped = GenServer.stop(pid);
    await settle();
    exit(pid, 'kill');
    await expect(stopped).rejects.toMatchObject({ reason: 'killed' });
    done.open();
    await settle();
    expect(await exited(pid)).toBe('killed');
  });

  test('children of a server that stops end after its terminate', async () => {
    const { system } = testSystem();
    let childLived = false;
    const parent = await startPuppet(system, {
      terminate: () => {
        childLived = isAlive(child);
      },
    });
    const child = await startChild(parent);
    await GenServer.stop(parent, 'shutdown');
    expect([childLived, isAlive(child)]).toEqual([true, false]);
  });
});

describe('stopReply (GS-44 to GS-46)', () => {
  test('runs terminate to its end, then answers, then the server has ended (GS-45)', async () => {
    const { system } = testSystem();
    const done = gate();
    const pid = await startPuppet(system, { terminate: () => done.promise });
    const answer = request(pid, (_from, state) => stopReply('normal', 'bye', state));
    const watch = observe(answer);
    await settle();
    expect(watch.settled).toBe(false);
    done.open();
    expect(await answer).toBe('bye');
    expect(isAlive(pid)).toBe(false);
    expect(await exited(pid)).toBe('normal');
  });

  test.each([
    [
      'throws',
      (): never => {
        throw inTerminate;
      },
    ],
    ['rejects', () => Promise.reject(inTerminate)],
  ])(
    'answers although terminate %s; the exit reason is the crash (GS-46)',
    async (_what, terminate) => {
      const { system } = testSystem();
      const pid = await startPuppet(system, { terminate });
      expect(await request(pid, (_from, state) => stopReply('normal', 'bye', state))).toBe('bye');
      expect(await exited(pid)).toEqual({ error: inTerminate });
    },
  );

  test('other callers get the reason, not the reply', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const answer = request(pid, (_from, state) => stopReply('done', 'bye', state));
    const other = ask(pid, () => 'never');
    expect(await answer).toBe('bye');
    await expect(other).rejects.toMatchObject({ reason: 'done' });
  });

  test('a caller that was killed off by a kill during terminate gets killed, not the reply', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system, { terminate: () => new Promise(() => undefined) });
    const answer = request(pid, (_from, state) => stopReply('done', 'bye', state));
    await settle();
    exit(pid, 'kill');
    await expect(answer).rejects.toMatchObject({ reason: 'killed' });
  });

  test('terminate sees the state that came with it', async () => {
    const { system } = testSystem();
    const states: unknown[] = [];
    const pid = await startPuppet(system, {
      terminate: (_reason, state) => void states.push(state),
    });
    await request(pid, () => stopReply('done', 'bye', 'last'));
    expect(states).toEqual(['last']);
  });

  test('stop in handleCall rejects its caller with the reason', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const answer = request(pid, (_from, state) => stop('done', state));
    await expect(answer).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason: 'done' });
  });
});
