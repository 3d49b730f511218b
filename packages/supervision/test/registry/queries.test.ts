import { type ActorSystem, type Pid, processName, spawn } from '@holdfast/actors';
import { Registry, type RegistryProtocol } from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { testSystem } from '../support/children.ts';

type Shape = { readonly keys: 'unique' | 'duplicate'; readonly value: number };

const name = processName<RegistryProtocol<Shape>>('registry');

async function registryOf(keys: Shape['keys'], partitions = 1) {
  const { system } = testSystem();
  const registry = await Registry.start(system, { keys, name, partitions });
  return { system, registry };
}

function waiting(system: ActorSystem): Pid {
  return spawn(system, (self) => self.receive());
}

describe('dispatch (RG-12)', () => {
  test('calls back with the entries of the key, at once', async () => {
    const { system, registry } = await registryOf('duplicate');
    const [p1, p2] = [waiting(system), waiting(system)];
    Registry.register(registry, p1, 'a', 1);
    Registry.register(registry, p2, 'a', 2);
    Registry.register(registry, p2, 'b', 3);
    const calls: unknown[] = [];
    Registry.dispatch(registry, 'a', (entries) => calls.push(entries));
    expect(calls).toEqual([
      [
        { pid: p1, value: 1 },
        { pid: p2, value: 2 },
      ],
    ]);
  });

  test('does not call back without entries', async () => {
    const { registry } = await registryOf('duplicate', 4);
    Registry.dispatch(registry, 'a', () => {
      throw new Error('called');
    });
  });

  test.each([
    ['duplicate', 3],
    ['unique', 1],
  ] as const)(
    '%s with four partitions: at most %i calls for three processes',
    async (keys, most) => {
      const { system, registry } = await registryOf(keys, 4);
      for (const value of [1, 2, 3]) Registry.register(registry, waiting(system), 'a', value);
      const calls: number[][] = [];
      Registry.dispatch(registry, 'a', (entries) =>
        calls.push(entries.map((entry) => entry.value)),
      );
      expect(calls).toHaveLength(most);
      expect(calls.flat()).toEqual(keys === 'unique' ? [1] : [1, 2, 3]);
    },
  );

  test('entries of one process stand together', async () => {
    const { system, registry } = await registryOf('duplicate', 4);
    const [p1, p2] = [waiting(system), waiting(system)];
    for (const [pid, value] of [[p1, 1] as const, [p2, 2] as const, [p1, 3] as const]) {
      Registry.register(registry, pid, 'a', value);
    }
    const calls: number[][] = [];
    Registry.dispatch(registry, 'a', (entries) => calls.push(entries.map((entry) => entry.value)));
    expect(calls).toEqual([[1, 3], [2]]);
  });

  test('what the callback registers does not disturb it', async () => {
    const { system, registry } = await registryOf('duplicate');
    const p1 = waiting(system);
    Registry.register(registry, p1, 'a', 1);
    Registry.dispatch(registry, 'a', (entries) => {
      for (const { value } of entries) Registry.register(registry, p1, 'a', value + 1);
    });
    expect(Registry.values(registry, 'a', p1)).toEqual([1, 2]);
  });
});

describe('match, countMatch and select (RG-19, RG-20)', () => {
  test('by predicates over values, processes and keys', async () => {
    const { system, registry } = await registryOf('duplicate');
    const [p1, p2] = [waiting(system), waiting(system)];
    Registry.register(registry, p1, 'a', 1);
    Registry.register(registry, p2, 'a', 2);
    Registry.register(registry, p2, ['b'], 3);
    expect(Registry.match(registry, 'a', (value) => value > 1)).toEqual([{ pid: p2, value: 2 }]);
    expect(Registry.match(registry, 'a', (_value, pid) => pid === p1)).toEqual([
      { pid: p1, value: 1 },
    ]);
    expect(Registry.countMatch(registry, 'a', () => true)).toBe(2);
    expect(Registry.countMatch(registry, 'z', () => true)).toBe(0);
    expect(Registry.select(registry)).toHaveLength(3);
    expect(Registry.select(registry, ({ pid, value }) => pid === p2 && value > 2)).toEqual([
      { key: ['b'], pid: p2, value: 3 },
    ]);
  });
});

describe('metadata (RG-21)', () => {
  test('is put, found and deleted', async () => {
    const { registry } = await registryOf('unique');
    expect(Registry.meta(registry, 'cfg')).toEqual({ ok: false });
    Registry.putMeta(registry, 'cfg', undefined);
    expect(Registry.meta(registry, 'cfg')).toEqual({ ok: true, value: undefined });
    Registry.putMeta(registry, ['k', 1], 2);
    expect(Registry.meta(registry, ['k', 1])).toEqual({ ok: true, value: 2 });
    Registry.deleteMeta(registry, 'cfg');
    expect(Registry.meta(registry, 'cfg')).toEqual({ ok: false });
    expect(Registry.count(registry)).toBe(0);
  });

  test('can be there from the start', async () => {
    const { system } = testSystem();
    const meta = new Map([['cfg', 1]]);
    const registry = await Registry.start(system, { keys: 'unique', name, meta });
    expect(Registry.meta(registry, 'cfg')).toEqual({ ok: true, value: 1 });
  });
});
