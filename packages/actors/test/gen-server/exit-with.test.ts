import {
  type ExitReason,
  exited,
  exitWith,
  GenServer,
  hasErrorCode,
  isAlive,
  noreply,
  ProcessExit,
  stop,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { act, ask, type PuppetPid, request, startPuppet, tell } from '../support/puppet.ts';
import { recordingLogger, testSystem } from '../support/test-system.ts';

/** A puppet, and the reasons with which its terminate ran. */
async function watched(): Promise<{ pid: PuppetPid; ends: [ExitReason, unknown][] }> {
  const { system } = testSystem();
  const ends: [ExitReason, unknown][] = [];
  const pid = await startPuppet(system, {
    terminate: (reason, state) => void ends.push([reason, state]),
  });
  return { pid, ends };
}

describe('exitWith inside a server (GS-106, GS-110)', () => {
  const leave = (): never => exitWith('no_disk');
  const ways: [string, (pid: PuppetPid) => unknown][] = [
    ['a cast', (pid) => tell(pid, leave)],
    ['an info', (pid) => GenServer.send(pid, act(leave))],
    ['a continue', (pid) => tell(pid, (state) => noreply(state, { continue: act(leave) }))],
    ['a handler after an await', (pid) => tell(pid, () => settle().then(leave))],
    ['a function that a handler calls', (pid) => tell(pid, (state) => noreply([state].map(leave)))],
  ];

  test.each(ways)('in %s ends it through terminate, with that reason', async (_where, send) => {
    const { pid, ends } = await watched();
    send(pid);
    expect(await exited(pid)).toBe('no_disk');
    expect(ends).toEqual([['no_disk', 'initial']]);
  });

  test.each<ExitReason>(['normal', 'shutdown', { shutdown: 7 }, 'kill'])(
    'the caller of a call gets %j, just as it is (GS-42)',
    async (reason) => {
      const { pid, ends } = await watched();
      const called = request(pid, () => exitWith(reason));
      await expect(called).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason });
      expect(ends).toEqual([[reason, 'initial']]);
    },
  );

  test('in terminate replaces the reason (GS-103, GS-111)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system, { terminate: () => exitWith('worse') });
    const stopped = GenServer.stop(pid, 'shutdown');
    await expect(stopped).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason: 'worse' });
    expect(await exited(pid)).toBe('worse');
  });

  test('an orderly one is not logged, another is without a stack (GS-113)', async () => {
    const { logger, lines } = recordingLogger();
    const { system } = testSystem(logger);
    tell(await startPuppet(system), () => exitWith('shutdown'));
    await settle();
    expect(lines).toEqual([]);
    tell(await startPuppet(system), () => exitWith('no_disk'));
    await settle();
    expect(lines).toMatchObject([{ level: 'error', reason: 'no_disk' }]);
    expect(lines[0]).not.toHaveProperty('error');
  });

  test('caught by the code around it has no effect (JS-04)', async () => {
    const { pid, ends } = await watched();
    const caught: unknown[] = [];
    await ask(pid, () => {
      try {
        leave();
      } catch (error) {
        caught.push(error);
      }
    });
    expect([isAlive(pid), ends]).toEqual([true, []]);
    expect(caught[0]).toBeInstanceOf(ProcessExit);
    expect(hasErrorCode(caught[0], 'ERR_PROCESS_EXIT')).toBe(true);
  });

  test('the same reason comes from the return value stop', async () => {
    const { pid, ends } = await watched();
    tell(pid, () => stop('no_disk', 'last'));
    expect(await exited(pid)).toBe('no_disk');
    expect(ends).toEqual([['no_disk', 'last']]);
  });
});
