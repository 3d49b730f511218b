import { type ExitReason, exit, GenServer, isAlive, noreply, reply, stop } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { act, ask, type CallHandler, request, startPuppet, tell } from '../support/puppet.ts';
import { gate, testSystem } from '../support/test-system.ts';

describe('a killed server whose callback runs on (JS-02)', () => {
  let unhandled: unknown[] = [];
  const listen = (error: unknown): void => void unhandled.push(error);
  beforeEach(() => {
    unhandled = [];
    process.on('unhandledRejection', listen);
  });
  afterEach(() => {
    process.off('unhandledRejection', listen);
  });

  test.each<[string, (state: unknown) => ReturnType<CallHandler>]>([
    ['a reply', (state) => reply('late', state)],
    ['stop', (state) => stop('late', state)],
    ['a timeout', (state) => noreply(state, { timeout: 10 })],
    ['a continue', (state) => noreply(state, { continue: act((mine) => stop('late', mine)) })],
    ['rubbish', () => 42 as never],
    ['a rejection', () => Promise.reject(new Error('late'))],
  ])('has no effect when it ends with %s', async (_what, late) => {
    const { system, clock } = testSystem();
    const ends: ExitReason[] = [];
    const pid = await startPuppet(system, { terminate: (reason) => void ends.push(reason) });
    const work = gate();
    const answer = request(pid, (_from, state) => work.promise.then(() => late(state)));
    answer.catch(() => undefined);
    await settle();
    exit(pid, 'kill');
    work.open();
    await settle();
    await expect(answer).rejects.toMatchObject({ reason: 'killed' });
    expect([unhandled, ends, clock.pendingTimers]).toEqual([[], [], 0]);
  });

  test('can still send to others, but neither monitor nor start children', async () => {
    const { system } = testSystem();
    const [pid, other] = [await startPuppet(system), await startPuppet(system)];
    const work = gate();
    const result = gate<unknown>();
    tell(pid, async (state, context) => {
      await work.promise;
      context.monitor(other);
      const started = GenServer.startLink(context, { init: () => ({ type: 'ignore' }) }, undefined);
      result.open(await started.catch((error: unknown) => error));
      return noreply(state);
    });
    await settle();
    exit(pid, 'kill');
    work.open();
    expect(await result.promise).toMatchObject({ code: 'ERR_START_FAILED', reason: 'noproc' });
    expect(await ask(other, () => 'unharmed')).toBe('unharmed');
    exit(other, 'kill');
    await settle();
    expect([isAlive(other), unhandled]).toEqual([false, []]);
  });

  test('an init that rejects after a kill is no unhandled rejection', async () => {
    const { system } = testSystem();
    const work = gate();
    const parent = await startPuppet(system);
    const starting = startPuppet(system, {
      init: ({ self }) => {
        tell(parent, (state) => {
          exit(self, 'kill');
          return noreply(state);
        });
        return work.promise.then(() => Promise.reject(new Error('late')));
      },
    });
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED', reason: 'killed' });
    work.open();
    await settle();
    expect(unhandled).toEqual([]);
  });
});
