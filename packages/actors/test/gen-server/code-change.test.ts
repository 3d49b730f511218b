import {
  GenServer,
  type GenServerCallbacks,
  noreply,
  ok,
  type Pid,
  type Request,
  reply,
  Sys,
} from '@holdfast/actors';
import { describe, expect, test } from 'vitest';
import { testSystem } from '../support/test-system.ts';

interface Counter {
  readonly call: Request<{ readonly type: 'get' }, string>;
  readonly cast: { readonly type: 'add' };
}

const one: GenServerCallbacks<void, number, Counter> = {
  init: () => ok(1),
  handleCall: (_request, _from, sum) => reply(`one ${sum}`, sum),
  handleCast: (_message, sum) => noreply(sum + 1),
};

interface Sum {
  readonly sum: number;
  readonly unit: string;
}

const two: GenServerCallbacks<void, Sum, Counter> = {
  init: () => ok({ sum: 0, unit: '' }),
  codeChange: (sum, unit) => ({ sum: sum as number, unit: String(unit) }),
  handleCall: (_request, _from, state) => reply(`two ${state.sum} ${state.unit}`, state),
  handleCast: (_message, state) => noreply({ ...state, sum: state.sum + 10 }),
};

async function suspended(): Promise<Pid<Counter>> {
  const pid = await GenServer.start(testSystem().system, one, undefined);
  await Sys.suspend(pid);
  return pid;
}

describe('Sys.changeCode (GS-118)', () => {
  test('gives the server new callbacks, and the state that codeChange made of the old', async () => {
    const pid = await suspended();
    GenServer.cast(pid, { type: 'add' });
    await Sys.changeCode(pid, two, 'apples');
    expect(await Sys.getState(pid)).toEqual({ sum: 1, unit: 'apples' });
    await Sys.resume(pid);
    expect(await GenServer.call(pid, { type: 'get' })).toBe('two 11 apples');
  });

  test('keeps callbacks and state when codeChange throws', async () => {
    const pid = await suspended();
    const boom = new Error('boom');
    const codeChange = (): never => {
      throw boom;
    };
    const changed = Sys.changeCode(pid, { ...two, codeChange });
    await expect(changed).rejects.toMatchObject({ code: 'ERR_CALLBACK_FAILED', cause: boom });
    await Sys.resume(pid);
    expect(await GenServer.call(pid, { type: 'get' })).toBe('one 1');
  });

  test('keeps the state when there is no codeChange', async () => {
    const pid = await suspended();
    await Sys.changeCode(pid, {
      init: () => ok(0),
      handleCall: (_request, _from, sum) => reply(`three ${sum}`, sum),
    });
    await Sys.resume(pid);
    expect(await GenServer.call(pid, { type: 'get' })).toBe('three 1');
  });

  test('wants the server suspended first', async () => {
    const pid = await GenServer.start(testSystem().system, one, undefined);
    await expect(Sys.changeCode(pid, two)).rejects.toMatchObject({ code: 'ERR_NOT_SUSPENDED' });
    expect(await GenServer.call(pid, { type: 'get' })).toBe('one 1');
  });

  test('calls codeChange as a method of the new callbacks', async () => {
    const pid = await suspended();
    const three = {
      ...two,
      factor: 3,
      codeChange(sum: unknown): Sum {
        return { sum: (sum as number) * this.factor, unit: 'pears' };
      },
    };
    await Sys.changeCode(pid, three);
    await Sys.resume(pid);
    expect(await GenServer.call(pid, { type: 'get' })).toBe('two 3 pears');
  });
});
