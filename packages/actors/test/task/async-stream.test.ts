import { exit, exitWith, isAlive, processInfo, Task } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { type Owner, startOwner } from '../support/owner.ts';
import { ask, type PuppetParts, startPuppet } from '../support/puppet.ts';
import { type Gate, gate, observe, testSystem } from '../support/test-system.ts';

const boom = new Error('boom');

type Options = Parameters<typeof Task.asyncStream>[3];

/** A stream over the numbers from 0, whose elements are done when their gates are opened. */
async function gated(
  count: number,
  options: Options = {},
): Promise<
  Owner & {
    gates: readonly Gate<string>[];
    started: number[];
    stream: AsyncIterableIterator<Task.StreamResult<number, string>>;
  }
> {
  const owner = await startOwner({ trapExit: true });
  const gates = Array.from({ length: count }, () => gate<string>());
  const started: number[] = [];
  const run = (index: number): Promise<string> => {
    started.push(index);
    return gates[index]?.promise ?? Promise.reject(boom);
  };
  const stream = Task.asyncStream(owner.self, gates.keys(), run, options);
  return { ...owner, gates, started, stream };
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const results: T[] = [];
  for await (const result of stream) results.push(result);
  return results;
}

const ok = (value: unknown) => ({ type: 'ok', value });

describe('Task.asyncStream (TS-22)', () => {
  test('answers every element in the order of the input, whichever is done first', async () => {
    const { gates, stream } = await gated(4, { maxConcurrency: 4 });
    const results = all(stream);
    for (const index of [3, 1, 0, 2]) {
      await settle();
      gates[index]?.open(`done ${index}`);
    }
    expect(await results).toEqual(['done 0', 'done 1', 'done 2', 'done 3'].map(ok));
  });

  test('unordered answers them as they come', async () => {
    const { gates, stream } = await gated(3, { maxConcurrency: 3, ordered: false });
    const results: unknown[] = [];
    for (const index of [2, 0, 1]) {
      const next = stream.next();
      await settle();
      gates[index]?.open(`done ${index}`);
      results.push((await next).value);
    }
    expect(results).toEqual(['done 2', 'done 0', 'done 1'].map(ok));
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  test('works on at most so many at once, and takes none ahead of its turn', async () => {
    const { gates, started, system, stream } = await gated(5, { maxConcurrency: 2 });
    expect(started).toEqual([]);
    const results = all(stream);
    await settle();
    expect([started, system.processCount]).toEqual([[0, 1], 3]);
    gates[0]?.open('a');
    await settle();
    expect(started).toEqual([0, 1, 2]);
    for (const one of gates) one.open('rest');
    expect(await results).toHaveLength(5);
  });

  test('takes asynchronous input, and of no elements makes no results', async () => {
    const { self } = await startOwner();
    async function* words(): AsyncGenerator<string> {
      yield 'a';
      await settle();
      yield 'b';
    }
    const results = await all(Task.asyncStream(self, words(), (word) => word.toUpperCase()));
    expect(results).toEqual(['A', 'B'].map(ok));
    expect(await all(Task.asyncStream(self, [], () => 1))).toEqual([]);
  });

  test('leaves no message, process or timer behind', async () => {
    const { gates, mailbox, clock, system, stream } = await gated(3);
    for (const one of gates) one.open('done');
    await all(stream);
    await settle();
    expect([await mailbox(), clock.pendingTimers, system.processCount]).toEqual([[], 0, 1]);
  });
});

describe('an element that takes too long (TS-22)', () => {
  test('rejects by default after 5 s, and ends the other tasks', async () => {
    const { clock, system, stream } = await gated(2, { maxConcurrency: 2 });
    const first = stream.next();
    first.catch(() => undefined);
    const watch = observe(first);
    await clock.advance(4_999);
    expect(watch.settled).toBe(false);
    await clock.advance(1);
    await expect(first).rejects.toMatchObject({ code: 'ERR_TASK_TIMEOUT', timeoutMs: 5_000 });
    await settle();
    expect([system.processCount, clock.pendingTimers]).toEqual([1, 0]);
  });

  test('is killed with onTimeout kill_task, and the others go on', async () => {
    const options = { maxConcurrency: 2, timeout: 100, onTimeout: 'kill_task' } as const;
    const { gates, clock, system, stream } = await gated(2, options);
    const results = all(stream);
    await settle();
    gates[1]?.open('in time');
    await clock.advance(100);
    expect(await results).toEqual([{ type: 'exit', reason: 'timeout' }, ok('in time')]);
    await settle();
    expect(system.processCount).toBe(1);
  });

  test('has its time from its own start on', async () => {
    const options = { maxConcurrency: 1, timeout: 100, onTimeout: 'kill_task' } as const;
    const { gates, clock, stream } = await gated(2, options);
    const results = all(stream);
    await clock.advance(90);
    gates[0]?.open('first');
    await clock.advance(90);
    gates[1]?.open('second');
    expect(await results).toEqual(['first', 'second'].map(ok));
  });

  test('waits without a limit when told infinity', async () => {
    const { gates, clock, stream } = await gated(1, { timeout: 'infinity' });
    const results = all(stream);
    await clock.advance(1e12);
    gates[0]?.open('late');
    expect(await results).toEqual([ok('late')]);
  });
});

describe('a stream that is stopped early (TS-23)', () => {
  test('shuts down the tasks that still run and leaves no messages', async () => {
    const { gates, started, mailbox, system, clock, stream } = await gated(5, {
      maxConcurrency: 3,
    });
    const reading = (async () => {
      for await (const result of stream) return result;
      return undefined;
    })();
    await settle();
    gates[0]?.open('first');
    expect(await reading).toEqual(ok('first'));
    expect(started).toEqual([0, 1, 2]);
    await settle();
    expect([system.processCount, clock.pendingTimers]).toEqual([1, 0]);
    expect(await mailbox()).toEqual([]);
  });

  test('gives its input back', async () => {
    const { self } = await startOwner();
    let returned = false;
    function* input(): Generator<number> {
      try {
        for (let count = 0; ; count += 1) yield count;
      } finally {
        returned = true;
      }
    }
    for await (const result of Task.asyncStream(self, input(), (count) => count)) {
      if (result.type === 'ok' && result.value === 3) break;
    }
    expect(returned).toBe(true);
  });

  test('that was never read starts nothing', async () => {
    const { started, system, stream } = await gated(3);
    await stream.return?.();
    await settle();
    expect([started, system.processCount]).toEqual([[], 1]);
  });
});

describe('an element that fails (TS-24)', () => {
  const run = (count: number): number => {
    if (count === 1) exitWith('no_disk');
    return count;
  };

  test('is an exit with its reason to an owner that traps exits; the others go on', async () => {
    const { self, mailbox } = await startOwner({ trapExit: true });
    const results = await all(Task.asyncStream(self, [0, 1, 2], run, { maxConcurrency: 3 }));
    expect(results).toEqual([ok(0), { type: 'exit', reason: 'no_disk' }, ok(2)]);
    expect(await mailbox()).toEqual([]);
  });

  test('tells its input when asked to', async () => {
    const { self } = await startOwner({ trapExit: true });
    const options = { zipInputOnExit: true };
    const results = await all(Task.asyncStream(self, [0, 1], run, options));
    expect(results).toEqual([ok(0), { type: 'exit', reason: 'no_disk', input: 1 }]);
  });

  test('takes an owner along that does not trap exits', async () => {
    const { self } = await startOwner();
    await all(Task.asyncStream(self, [0, 1], run)).catch(() => undefined);
    expect(isAlive(self.self)).toBe(false);
  });

  test('is no message to a server that traps exits and serves meanwhile', async () => {
    const { system } = testSystem();
    const seen: NonNullable<PuppetParts['seen']> = [];
    const pid = await startPuppet(system, { trapExit: true, seen });
    const context = await ask(pid, (mine) => mine);
    const results = await all(Task.asyncStream(context, [0, 1, 2], run));
    await settle();
    expect([results.length, seen]).toEqual([3, []]);
  });

  test('of an owner that ends takes the tasks along (TS-09)', async () => {
    const { self, stream } = await gated(2, { maxConcurrency: 2 });
    const reading = all(stream).catch((error: unknown) => error);
    await settle();
    const { links = [] } = processInfo(self.self) ?? {};
    expect(links).toHaveLength(2);
    exit(self.self, 'kill');
    expect(links.map(isAlive)).toEqual([false, false]);
    await reading;
  });

  test('of the input ends the stream with its error, and the tasks', async () => {
    const { self, system } = await startOwner();
    function* input(): Generator<number> {
      yield 1;
      throw boom;
    }
    const forever = () => new Promise<never>(() => undefined);
    await expect(all(Task.asyncStream(self, input(), forever))).rejects.toBe(boom);
    await settle();
    expect(system.processCount).toBe(1);
  });
});

describe('the options of a stream (TS-26)', () => {
  test.each<[string, object]>([
    ['maxConcurrency', { maxConcurrency: 0 }],
    ['maxConcurrency', { maxConcurrency: 1.5 }],
    ['onTimeout', { onTimeout: 'shrug' }],
    ['timeout', { timeout: -1 }],
  ])('a wrong %s is refused at once: %j', async (option, options) => {
    const { self } = await startOwner();
    expect(() => Task.asyncStream(self, [1], () => 1, options)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option }) as Error,
    );
  });

  test('start may start the task of each element elsewhere', async () => {
    const { self } = await startOwner();
    let starts = 0;
    const start: NonNullable<Options>['start'] = (owner, work) => {
      starts += 1;
      return Promise.resolve(Task.async(owner, work));
    };
    const results = await all(Task.asyncStream(self, [1, 2], (count) => count * 2, { start }));
    expect([results, starts]).toEqual([[2, 4].map(ok), 2]);
  });

  test('a start that fails ends the stream and its tasks (TS-25)', async () => {
    const { self, system } = await startOwner();
    let starts = 0;
    const start: NonNullable<Options>['start'] = (owner, work) => {
      starts += 1;
      if (starts === 3) throw boom;
      return Task.async(owner, work);
    };
    const forever = () => new Promise<never>(() => undefined);
    const options = { start, maxConcurrency: 5 };
    await expect(all(Task.asyncStream(self, [1, 2, 3, 4], forever, options))).rejects.toBe(boom);
    await settle();
    expect([starts, system.processCount]).toEqual([3, 1]);
  });
});
