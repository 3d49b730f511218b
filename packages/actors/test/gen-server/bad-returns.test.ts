import {
  type ExitReason,
  GenServer,
  type GenServerCallbacks,
  isAlive,
  noreply,
  ok,
  type Request,
  reply,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  act,
  ask,
  type Handled,
  type PuppetPid,
  request,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { recordingLogger, testSystem } from '../support/test-system.ts';

const rubbish: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 42],
  ['a string', 'noreply'],
  ['an empty object', {}],
  ['an unknown type', { type: 'nope', state: 1 }],
  ['the return of init', { type: 'ok', state: 1 }],
  ['a promise of rubbish', Promise.resolve(42)],
];

/** Starts a puppet and tells with which reason terminate was called. */
async function watched(): Promise<{ pid: PuppetPid; ends: ExitReason[]; states: unknown[] }> {
  const { system } = testSystem();
  const ends: ExitReason[] = [];
  const states: unknown[] = [];
  const terminate = (reason: ExitReason, state: unknown): void => {
    ends.push(reason);
    states.push(state);
  };
  const pid = await startPuppet(system, { init: () => ok('before'), terminate });
  return { pid, ends, states };
}

describe('a callback that returns what it may not (GS-47, GS-61, GS-84)', () => {
  test.each(rubbish)('handleCall returning %s ends the server and rejects', async (_what, bad) => {
    const { pid, ends } = await watched();
    const reason = { bad_return_value: await bad };
    const called = request(pid, () => bad as never);
    await expect(called).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason });
    expect(ends).toEqual([reason]);
  });

  test.each(rubbish)('a cast or info handler returning %s ends the server', async (_what, bad) => {
    for (const send of [GenServer.cast<never>, GenServer.send<never>]) {
      const { pid, ends } = await watched();
      send(pid, act(() => bad as never) as never);
      await settle();
      expect(isAlive(pid)).toBe(false);
      expect(ends).toEqual([{ bad_return_value: await bad }]);
    }
  });

  test.each(['reply', 'stop_reply'])('%s from a cast ends the server', async (type) => {
    const { pid, ends } = await watched();
    const returned = { type, reply: 1, reason: 'normal', state: 1 };
    tell(pid, () => returned as unknown as Handled);
    await settle();
    expect(ends).toEqual([{ bad_return_value: returned }]);
  });

  test.each([
    ['negative', { timeout: -1 }],
    ['not a number', { timeout: Number.NaN }],
    ['of the wrong type', { timeout: 'soon' }],
    ['missing', {}],
  ])('a timeout that is %s ends the server', async (_what, next) => {
    const { pid, ends } = await watched();
    tell(pid, (state) => noreply(state, next as { timeout: number }));
    await settle();
    expect(ends).toEqual([{ bad_return_value: next }]);
  });

  test.each([
    ['a number, as in Erlang', 5_000],
    ['null', null],
    ['a string', 'sleep'],
  ])('a next that is %s ends the server instead of leaving it deaf', async (_what, next) => {
    for (const returned of [
      noreply(1, next as never),
      Promise.resolve(noreply(1, next as never)),
    ] as Promise<Handled>[]) {
      const { pid, ends } = await watched();
      tell(pid, () => returned);
      await settle();
      expect(isAlive(pid)).toBe(false);
      expect(ends).toHaveLength(1);
    }
  });

  test('an object that only looks like a promise ends the server instead of leaving it deaf', async () => {
    const { pid, ends } = await watched();
    tell(pid, () => ({ then: 'not a function' }) as never);
    await settle();
    expect(isAlive(pid)).toBe(false);
    expect(ends).toEqual([{ bad_return_value: { then: 'not a function' } }]);
  });

  test('an info that is no object does not leave the server deaf', async () => {
    const { pid } = await watched();
    GenServer.send(pid, null as never);
    await settle();
    const called = ask(pid, () => 'served').catch(() => 'ended');
    await settle();
    expect(await Promise.race([called, Promise.resolve('deaf')])).not.toBe('deaf');
  });
});

describe('a callback that throws (GS-48, GS-79)', () => {
  const boom = new Error('boom');

  test.each([
    [
      'throws',
      (): never => {
        throw boom;
      },
    ],
    ['rejects', () => Promise.reject(boom)],
  ])(
    'handleCall that %s: terminate sees the state before it, the caller the error',
    async (_what, run) => {
      const { pid, ends, states } = await watched();
      await expect(request(pid, run)).rejects.toMatchObject({
        code: 'ERR_SERVER_STOPPED',
        reason: { error: boom },
        cause: boom,
      });
      expect(ends).toEqual([{ error: boom }]);
      expect(states).toEqual(['before']);
    },
  );

  test.each([undefined, null, 'text', 0])(
    'throwing %s is a crash like any other',
    async (thrown) => {
      const { pid, ends } = await watched();
      tell(pid, () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- that is the point
        throw thrown;
      });
      await settle();
      expect(ends).toEqual([{ error: thrown }]);
    },
  );

  test('messages after the one that crashed are lost, and their callers told', async () => {
    const { pid } = await watched();
    let handled = false;
    const crashed = request(pid, () => Promise.reject(boom));
    const later = ask(pid, () => {
      handled = true;
    });
    await expect(crashed).rejects.toMatchObject({ reason: { error: boom } });
    await expect(later).rejects.toMatchObject({ reason: { error: boom } });
    expect(handled).toBe(false);
  });
});

interface Bare {
  readonly call: Request<{ readonly type: 'ask' }, number>;
  readonly cast: { readonly type: 'tell' };
  readonly info: { readonly type: 'hint' };
  readonly continue: { readonly type: 'go' };
}

const bare: GenServerCallbacks<void, number, Bare> = { name: 'bare', init: () => ok(0) };

describe('absent callbacks (GS-64, GS-65, GS-89, GS-112)', () => {
  test('a message without handleInfo is logged and dropped', async () => {
    const { logger, lines } = recordingLogger();
    const { system } = testSystem(logger);
    const pid = await GenServer.start(system, bare, undefined);
    GenServer.send(pid, { type: 'hint' });
    await settle();
    expect(isAlive(pid)).toBe(true);
    expect(lines).toMatchObject([{ level: 'warn', text: 'unexpected message' }]);
    await GenServer.stop(pid);
  });

  test('a call without handleCall crashes the server and rejects', async () => {
    const { system } = testSystem();
    const pid = await GenServer.start(system, bare, undefined);
    const called = GenServer.call(pid, { type: 'ask' });
    await expect(called).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED' });
    expect(isAlive(pid)).toBe(false);
  });

  test('a cast without handleCast crashes the server', async () => {
    const { system } = testSystem();
    const pid = await GenServer.start(system, bare, undefined);
    GenServer.cast(pid, { type: 'tell' });
    await settle();
    expect(isAlive(pid)).toBe(false);
  });

  test('a continue without handleContinue crashes the server', async () => {
    const { system } = testSystem();
    const init = () => ok<number, Bare>(0, { continue: { type: 'go' } });
    const pid = await GenServer.start(system, { ...bare, init }, undefined);
    await settle();
    expect(isAlive(pid)).toBe(false);
  });

  test('a throw inside handleInfo is not forgiven (GS-66)', async () => {
    const { pid, ends } = await watched();
    GenServer.send(
      pid,
      act(() => {
        throw new Error('inside');
      }),
    );
    await settle();
    expect(ends).toMatchObject([{ error: { message: 'inside' } }]);
  });

  test('a thenable is awaited like a promise, also when its then returns nothing', async () => {
    const { pid } = await watched();
    const events: string[] = [];
    const answer = Promise.resolve(reply('later', 1));
    const thenable = {
      // biome-ignore lint/suspicious/noThenProperty: a query builder looks like this
      then(resolve: (value: unknown) => void): void {
        void answer.then((value) =>
          settle().then(() => {
            events.push('first');
            resolve(value);
          }),
        );
      },
    };
    const first = request(pid, () => thenable as never);
    const second = ask(pid, () => events.push('second'));
    expect(await first).toBe('later');
    await second;
    expect(events).toEqual(['first', 'second']);
  });
});
