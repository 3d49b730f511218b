import { exited, GenServer, isAlive, noreply, processName, spawn, stop } from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  type Puppet,
  type PuppetContext,
  type PuppetPid,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { gate, testSystem } from '../support/test-system.ts';

const calling = { code: 'ERR_CALLING_SELF', reason: 'calling_self' };
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.catch((error: unknown) => error);
const call = (server: PuppetPid, options?: GenServer.CallOptions): Promise<unknown> =>
  failure(ask(server, () => 'answer', options));

/** Has a server do something with itself, and answers what came of it. */
async function within<T>(work: (context: PuppetContext) => T | Promise<T>) {
  const { system, clock } = testSystem();
  const name = processName<Puppet>('itself');
  const pid = await startPuppet(system, {}, { name });
  const result = await ask(pid, work, { timeout: 'infinity' });
  return { result, clock, pid, system };
}

describe('a server that calls itself (GS-37)', () => {
  test('by its pid is refused without waiting', async () => {
    const { result, clock } = await within((context) => call(context.self));
    expect(result).toMatchObject({ ...calling, request: 'ask' });
    await settle();
    expect([clock.now(), clock.pendingTimers]).toEqual([0, 0]);
  });

  test('by its name is refused as well', async () => {
    const { result } = await within(({ system }) => {
      const self = system.via(processName<Puppet>('itself'));
      return failure(GenServer.call(self, { type: 'ask', run: () => undefined as never }));
    });
    expect(result).toMatchObject(calling);
  });

  test('after an await is refused if it says who calls (JS-09)', async () => {
    const { result } = await within(async (context) => {
      await settle();
      return call(context.self, { caller: context });
    });
    expect(result).toMatchObject(calling);
  });

  test('after an await, and without saying, waits for its timeout only', async () => {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    const asked = ask(
      pid,
      async ({ self }) => {
        await settle();
        return call(self, { timeout: 50 });
      },
      { timeout: 'infinity' },
    );
    await settle();
    await clock.advance(50);
    expect(await asked).toMatchObject({ code: 'ERR_CALL_TIMEOUT' });
    expect(await ask(pid, () => 'unharmed')).toBe('unharmed');
  });

  test('from init, a cast, an info, a continue and terminate is refused', async () => {
    const { system } = testSystem();
    const refused: unknown[] = [];
    const callMyself = (context: PuppetContext): void => {
      void call(context.self).then((error) => refused.push(error));
    };
    const pid = await startPuppet(system, {
      init: (context) => {
        callMyself(context);
        return { type: 'ok', state: 0 };
      },
      terminate: (_reason, _state, context) => callMyself(context),
    });
    const again = {
      type: 'do',
      run: (state: unknown, context: PuppetContext) => {
        callMyself(context);
        return noreply(state);
      },
    } as const;
    GenServer.cast(pid, again);
    GenServer.send(pid, again);
    tell(pid, (state) => noreply(state, { continue: again }));
    await GenServer.stop(pid);
    await settle();
    expect(refused).toMatchObject([calling, calling, calling, calling, calling]);
  });

  test('does not keep others from calling it, nor it from calling others', async () => {
    const { system } = testSystem();
    const [one, other] = [await startPuppet(system), await startPuppet(system)];
    const answer = ask(one, async (context) => {
      const first = await call(other);
      return [first, await call(other, { caller: context })];
    });
    expect(await answer).toEqual(['answer', 'answer']);
    expect(await call(one)).toBe('answer');
  });

  test('is not mistaken for the one whose callback ran before', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    await ask(pid, () => undefined);
    expect(await call(pid)).toBe('answer');
    const plain = gate<unknown>();
    spawn(system, async () => {
      plain.open(await call(pid));
    });
    expect(await plain.promise).toBe('answer');
  });

  test('uncaught in a handler it ends the server (GS-52)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const asked = ask(pid, ({ self }) => ask(self, () => 1));
    await expect(asked).rejects.toMatchObject({ reason: { error: calling } });
    expect(isAlive(pid)).toBe(false);
  });
});

describe('a server that stops itself (GS-102)', () => {
  test('by GenServer.stop is refused, at once and after an await', async () => {
    const { result, pid } = await within(async (context) => {
      const atOnce = failure(GenServer.stop(context.self));
      await settle();
      return [
        await atOnce,
        await failure(GenServer.stop(context.self, 'normal', { caller: context })),
      ];
    });
    expect(result).toMatchObject([calling, calling]);
    expect(isAlive(pid)).toBe(true);
  });

  test('by its name is refused too', async () => {
    const { result } = await within(({ system }) =>
      failure(GenServer.stop(system.via(processName<Puppet>('itself')))),
    );
    expect(result).toMatchObject(calling);
  });

  test('returns stop instead', async () => {
    const { pid } = await within(() => undefined);
    tell(pid, (state) => stop('done', state));
    expect(await exited(pid)).toBe('done');
  });
});
