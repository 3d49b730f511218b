import {
  type DebugFunction,
  GenServer,
  noreply,
  ok,
  reply,
  Sys,
  type SystemEvent,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { act, ask, type PuppetPid, request, startPuppet, tell } from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

async function started(): Promise<{
  pid: PuppetPid;
  clock: ReturnType<typeof testSystem>['clock'];
}> {
  const { system, clock } = testSystem();
  return { pid: await startPuppet(system), clock };
}

/** One cast, one info and two calls, of which one is answered by its callback's return. */
async function traffic(pid: PuppetPid): Promise<void> {
  tell(pid, (state) => noreply(state));
  GenServer.send(pid, { type: 'note', text: 'info' });
  await ask(pid, () => 'answer');
  await request(pid, (from, state) => {
    GenServer.reply(from, 'early');
    return noreply(state);
  });
}

const kinds = (events: readonly SystemEvent[]): string[] =>
  events.map((event) => (event.type === 'in' ? event.kind : event.type));

describe('Sys.statistics (SY-10)', () => {
  test('counts messages in, and replies that callbacks returned, since it was switched on', async () => {
    const { pid, clock } = await started();
    await traffic(pid);
    await clock.advance(100);
    await Sys.statistics(pid, true);
    await clock.advance(50);
    await traffic(pid);
    expect(await Sys.statistics(pid, 'get')).toEqual({
      startTime: 100,
      currentTime: 150,
      messagesIn: 4,
      messagesOut: 1,
    });
  });

  test('says so when it is off, at first and again', async () => {
    const { pid } = await started();
    expect(await Sys.statistics(pid, 'get')).toBe('no_statistics');
    await Sys.statistics(pid, true);
    await Sys.statistics(pid, false);
    expect(await Sys.statistics(pid, 'get')).toBe('no_statistics');
  });

  test('switched on while they are on they go on, and count from zero after they were off', async () => {
    const { pid } = await started();
    await Sys.statistics(pid, true);
    await traffic(pid);
    const before = await Sys.statistics(pid, 'get');
    await Sys.statistics(pid, true);
    expect(await Sys.statistics(pid, 'get')).toEqual(before);
    await Sys.statistics(pid, false);
    await Sys.statistics(pid, true);
    expect(await Sys.statistics(pid, 'get')).toMatchObject({ messagesIn: 0, messagesOut: 0 });
  });

  test('counts timers and timeouts as messages, and no system message', async () => {
    const { pid, clock } = await started();
    await Sys.statistics(pid, true);
    tell(pid, (state, context) => {
      context.sendAfter(10, { type: 'note', text: 'timer' });
      return noreply(state);
    });
    await clock.advance(10);
    await Sys.getState(pid);
    expect(await Sys.statistics(pid, 'get')).toMatchObject({ messagesIn: 2 });
  });
});

describe('Sys.log (SY-11)', () => {
  test('keeps what happened, oldest first', async () => {
    const { pid } = await started();
    await Sys.log(pid, true);
    tell(pid, () => noreply('told'));
    const message = { type: 'ask', run: () => reply('answer', 'asked') } as const;
    await GenServer.call(pid, message);
    const [first, second, third, fourth, ...rest] = await Sys.log(pid, 'get');
    expect(first).toMatchObject({ type: 'in', kind: 'cast', message: { type: 'do' } });
    expect(second).toEqual({ type: 'noreply', state: 'told' });
    expect(third).toEqual({ type: 'in', kind: 'call', message });
    expect(fourth).toEqual({ type: 'out', reply: 'answer', message });
    expect(rest).toEqual([]);
  });

  test('keeps the last ten unless told another size', async () => {
    const { pid } = await started();
    await Sys.log(pid, true);
    for (let sum = 1; sum <= 20; sum += 1) tell(pid, () => noreply(sum));
    const states = (await Sys.log(pid, 'get')).filter(({ type }) => type === 'noreply');
    expect(states.map((event) => event.type === 'noreply' && event.state)).toEqual([
      16, 17, 18, 19, 20,
    ]);
    await Sys.log(pid, { size: 3 });
    expect(await Sys.log(pid, 'get')).toHaveLength(10);
    await Sys.log(pid, false);
    await Sys.log(pid, { size: 3 });
    for (let sum = 20; sum <= 21; sum += 1) tell(pid, () => noreply(sum));
    await Sys.getState(pid);
    expect(kinds(await Sys.log(pid, 'get'))).toEqual(['noreply', 'cast', 'noreply']);
    expect((await Sys.log(pid, 'get')).at(-1)).toEqual({ type: 'noreply', state: 21 });
    expect(await Sys.log(pid, 'get')).toHaveLength(3);
  });

  test('forgets everything when it is switched off', async () => {
    const { pid } = await started();
    await Sys.log(pid, true);
    await traffic(pid);
    await Sys.log(pid, false);
    expect(await Sys.log(pid, 'get')).toEqual([]);
    await Sys.log(pid, true);
    expect(await Sys.log(pid, 'get')).toEqual([]);
  });

  test.each([-1, 1.5, Number.NaN])('a size of %j is refused', async (size) => {
    const { pid } = await started();
    expect(() => Sys.log(pid, { size })).toThrow(TypeError);
  });

  test('a list that was answered does not grow', async () => {
    const { pid } = await started();
    await Sys.log(pid, true);
    const before = await Sys.log(pid, 'get');
    await traffic(pid);
    await Sys.getState(pid);
    expect(before).toEqual([]);
  });
});

describe('Sys.trace (SY-12)', () => {
  test('tells of each event as it happens, until it is ended', async () => {
    const { pid } = await started();
    const events: SystemEvent[] = [];
    await Sys.trace(pid, (event) => void events.push(event));
    await traffic(pid);
    expect(kinds(events)).toEqual([
      'cast',
      'noreply',
      'info',
      'noreply',
      'call',
      'out',
      'call',
      'noreply',
    ]);
    await Sys.trace(pid, false);
    await traffic(pid);
    expect(events).toHaveLength(8);
  });

  test('a tracer that throws is dropped, and harms nobody', async () => {
    const { pid } = await started();
    let told = 0;
    await Sys.trace(pid, () => {
      told += 1;
      throw new Error('tracer');
    });
    expect(await ask(pid, () => 'answer')).toBe('answer');
    expect(await ask(pid, () => 'answer')).toBe('answer');
    expect(told).toBe(1);
  });

  test('an answer is told before its caller gets it, and the message before its callback', async () => {
    const { pid } = await started();
    const events: string[] = [];
    await Sys.trace(pid, ({ type }) => void events.push(type));
    await ask(pid, () => events.push('handled'));
    events.push('answered');
    expect(events).toEqual(['in', 'handled', 'out', 'answered']);
  });

  test('tells a continue from a message, and nothing of init', async () => {
    const { pid } = await started();
    const events: SystemEvent[] = [];
    await Sys.trace(pid, (event) => void events.push(event));
    tell(pid, (state) => noreply(state, { continue: act(() => noreply('continued')) }));
    await Sys.getState(pid);
    expect(kinds(events)).toEqual(['cast', 'noreply', 'continue', 'noreply']);
  });
});

describe('Sys.install (SY-13)', () => {
  const count: DebugFunction<number[]> = (sums) => {
    sums.push((sums.at(-1) ?? 0) + 1);
    return sums;
  };

  test('folds every event into a state of its own', async () => {
    const { pid } = await started();
    const states: number[] = [];
    const run: DebugFunction<number> = (sum, event) => {
      states.push(sum);
      return event.type === 'in' ? sum + 1 : sum;
    };
    await Sys.install(pid, run, 10);
    await ask(pid, () => 1);
    await ask(pid, () => 2);
    expect(states).toEqual([10, 11, 11, 12]);
  });

  test('several work side by side, and remove takes away the one that it names', async () => {
    const { pid } = await started();
    const [one, other]: [number[], number[]] = [[], []];
    const second: typeof count = (sums, event) => count(sums, event);
    await Sys.install(pid, count, one);
    await Sys.install(pid, second, other);
    await ask(pid, () => 1);
    await Sys.remove(pid, count);
    await ask(pid, () => 1);
    expect([one.length, other.length]).toEqual([2, 4]);
  });

  test.each<[string, () => 'done']>([
    ['answers done', () => 'done'],
    [
      'throws',
      () => {
        throw new Error('no more');
      },
    ],
  ])('one that %s goes away; the server and the others stay', async (_what, ending) => {
    const { pid } = await started();
    let runs = 0;
    const others: number[] = [];
    await Sys.install(pid, count, others);
    await Sys.install(
      pid,
      () => {
        runs += 1;
        return ending();
      },
      0,
    );
    await ask(pid, () => 1);
    expect(await ask(pid, () => 'alive')).toBe('alive');
    expect([runs, others.length]).toEqual([1, 4]);
  });

  test('noDebug ends statistics, log, trace and everything installed', async () => {
    const { pid } = await started();
    const seen: number[] = [];
    const events: SystemEvent[] = [];
    await Sys.statistics(pid, true);
    await Sys.log(pid, true);
    await Sys.trace(pid, (event) => void events.push(event));
    await Sys.install(pid, count, seen);
    await Sys.noDebug(pid);
    await traffic(pid);
    expect([seen, events]).toEqual([[], []]);
    expect(await Sys.statistics(pid, 'get')).toBe('no_statistics');
    expect(await Sys.log(pid, 'get')).toEqual([]);
  });
});

describe('a server that is recorded', () => {
  test('behaves as before: replies, continues, timeouts, stops', async () => {
    const { pid, clock } = await started();
    await Sys.log(pid, true);
    expect(await request(pid, () => reply('answer', 'next', { timeout: 10 }))).toBe('answer');
    await clock.advance(10);
    tell(pid, () => noreply('x', { continue: act((state) => noreply([state, 'continued'])) }));
    expect(await Sys.getState(pid)).toEqual(['x', 'continued']);
    const stopped = request(pid, (_from, state) => ({ type: 'stop', reason: 'done', state }));
    await expect(stopped).rejects.toMatchObject({ reason: 'done' });
  });

  test('counts the answers of callbacks that are waited for as well', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system, { init: () => ok(0) });
    await settle();
    await Sys.statistics(pid, true);
    await Promise.all([ask(pid, () => 1), ask(pid, () => Promise.resolve(2))]);
    expect(await Sys.statistics(pid, 'get')).toMatchObject({ messagesIn: 2, messagesOut: 2 });
  });
});
