import {
  type ExitReason,
  exit,
  GenServer,
  noreply,
  ok,
  type Pid,
  processName,
  type Request,
  reply,
  Sys,
  spawn,
  stop,
  type Via,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { Registry, type RegistryProtocol, Supervisor } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { testSystem } from '../support/children.ts';

interface Counter {
  readonly call: Request<{ readonly type: 'get' }, number>;
  readonly cast:
    | { readonly type: 'add'; readonly by: number }
    | { readonly type: 'stop'; readonly reason: ExitReason };
}

interface Shape {
  readonly keys: 'unique';
  readonly value: string | undefined;
  readonly process: Counter;
}

const name = processName<RegistryProtocol<Shape>>('counters');

const counter = {
  init: (from: number) => ok<number, Counter>(from),
  handleCall: (_request: unknown, _from: unknown, count: number) => reply(count, count),
  handleCast: (message: Counter['cast'], count: number) =>
    message.type === 'add' ? noreply(count + message.by) : stop(message.reason, count),
};

async function withRegistry() {
  const { system } = testSystem();
  const registry = await Registry.start(system, { keys: 'unique', name });
  const via = Registry.via(registry, 'a', 'info');
  const start = (as: Via<Counter> = via): Promise<Pid<Counter>> =>
    GenServer.start<number, number, Counter>(system, counter, 1, { name: as });
  return { system, registry, via, start };
}

describe('a key as a name (RG-14, RG-16, RG-26)', () => {
  test('registers with its value, and is a server reference everywhere', async () => {
    const { registry, via, start } = await withRegistry();
    const pid = await start();
    expect(Registry.lookup(registry, 'a')).toEqual([{ pid, value: 'info' }]);
    expect(via.whereis()).toBe(pid);
    GenServer.cast(via, { type: 'add', by: 2 });
    expect(await GenServer.call(via, { type: 'get' })).toBe(3);
    expect(await Sys.getState(via)).toBe(3);
    await GenServer.stop(via);
    expect(via.whereis()).toBeUndefined();
    expect(Registry.count(registry)).toBe(0);
  });

  test('a second start under it is told who has it', async () => {
    const { system, via, start } = await withRegistry();
    const pid = await start();
    await expect(start()).rejects.toMatchObject({ code: 'ERR_ALREADY_STARTED', pid });
    expect(via.whereis()).toBe(pid);
    expect(system.processCount).toBe(2);
  });

  test('it is registered before init, and free again when init fails', async () => {
    const { system, via, start } = await withRegistry();
    const seen: unknown[] = [];
    const failing = {
      ...counter,
      init: () => {
        seen.push(via.whereis());
        throw new Error('no');
      },
    };
    const starting = GenServer.start<number, number, Counter>(system, failing, 1, { name: via });
    await expect(starting).rejects.toMatchObject({ code: 'ERR_START_FAILED' });
    expect(seen[0]).toBeDefined();
    await expect(start()).resolves.toBeDefined();
  });

  test('nobody has a key: call rejects, cast and send are lost (RG-15)', async () => {
    const { registry } = await withRegistry();
    const nobody = Registry.via(registry, 'z');
    await expect(GenServer.call(nobody, { type: 'get' })).rejects.toMatchObject({
      code: 'ERR_NO_PROCESS',
    });
    expect(GenServer.cast(nobody, { type: 'add', by: 1 })).toEqual({ accepted: true });
  });

  test('a supervised server keeps its name over restarts', async () => {
    const { system, via } = await withRegistry();
    await Supervisor.start(system, {
      children: [
        {
          id: 'a',
          start: (parent) =>
            GenServer.startLink<number, number, Counter>(parent, counter, 7, { name: via }),
        },
      ],
    });
    const before = via.whereis();
    GenServer.cast(via, { type: 'stop', reason: 'boom' });
    await settle();
    expect(via.whereis()).not.toBe(before);
    expect(await GenServer.call(via, { type: 'get' })).toBe(7);
  });

  test('the contract itself: register, refuse, unregister', async () => {
    const { system, registry, via } = await withRegistry();
    const [p1, p2] = [1, 2].map(() => spawn<Counter>(system, (self) => self.receive()));
    if (p1 === undefined || p2 === undefined) throw new Error('unreachable');
    expect([via.register(p1), via.register(p2)]).toEqual([true, false]);
    via.unregister(p2);
    expect(via.whereis()).toBe(p1);
    via.unregister(p1);
    expect(via.register(p2)).toBe(true);
    exit(p2, 'kill');
    expect(via.register(p2)).toBe(false);
    expect(Registry.count(registry)).toBe(0);
  });
});

describe('where it cannot be (RG-15, RG-23)', () => {
  test('a registry with duplicate keys', async () => {
    const { system } = testSystem();
    const topics = processName<RegistryProtocol<{ keys: 'duplicate' }>>('topics');
    const registry = await Registry.start(system, { keys: 'duplicate', name: topics });
    expect(() => Registry.via(registry as never, 'a')).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'registry' }),
    );
  });

  test('a registry that does not run: a start fails and leaves nothing, a call finds nobody', async () => {
    const { system, registry, via, start } = await withRegistry();
    await Registry.stop(registry);
    await expect(start()).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
    expect(system.processCount).toBe(0);
    await expect(GenServer.call(via, { type: 'get' })).rejects.toMatchObject({
      code: 'ERR_NO_PROCESS',
    });
    expect(GenServer.cast(via, { type: 'add', by: 1 })).toEqual({ accepted: true });
  });

  test('a registry by name is found again when it is back', async () => {
    const { system, registry } = await withRegistry();
    const via = Registry.via(system.via(name), 'a');
    await Registry.stop(registry);
    expect(via.whereis()).toBeUndefined();
    await Registry.start(system, { keys: 'unique', name });
    const pid = await GenServer.start<number, number, Counter>(system, counter, 1, { name: via });
    expect(via.whereis()).toBe(pid);
  });
});
