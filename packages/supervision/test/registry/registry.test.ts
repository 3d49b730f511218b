import {
  type ActorSystem,
  exit,
  GenServer,
  isAlive,
  noreply,
  ok,
  onEnd,
  type Pid,
  processName,
  spawn,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import {
  Registry,
  type RegistryEvent,
  type RegistryProtocol,
  Supervisor,
} from '@holdfast/supervision';
import { describe, expect, test } from 'vitest';
import { testSystem } from '../support/children.ts';

type Unique = { readonly keys: 'unique' };
type Duplicate = { readonly keys: 'duplicate' };

const uniqueName = processName<RegistryProtocol<Unique>>('names');
const duplicateName = processName<RegistryProtocol<Duplicate>>('topics');

async function unique() {
  const { system } = testSystem();
  const registry = await Registry.start(system, { keys: 'unique', name: uniqueName });
  return { system, registry };
}

async function duplicate(partitions = 1) {
  const { system } = testSystem();
  const options = { keys: 'duplicate', name: duplicateName, partitions } as const;
  return { system, registry: await Registry.start(system, options) };
}

function waiting(system: ActorSystem): Pid {
  return spawn(system, (self) => self.receive());
}

describe('starting (RG-01)', () => {
  test.each<[string, unknown]>([
    ['keys', 'some'],
    ['keys', undefined],
    ['name', undefined],
    ['name', ''],
    ['partitions', 0],
    ['partitions', 1.5],
    ['listeners', 'me'],
    ['listeners[0]', 'me'],
  ])('%s: %j is refused', async (option, value) => {
    const { system } = testSystem();
    const [field = '', index] = option.split(/\[|\]/);
    const given = { [field]: index === undefined ? value : [value] };
    const options = { keys: 'unique', name: uniqueName, ...given } as const;
    const starting = Registry.start<Unique>(system, options);
    await expect(starting).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option });
    expect(system.processCount).toBe(0);
  });

  test('a child of a supervisor is found by its name again after a restart, empty', async () => {
    const { system } = testSystem();
    const spec = Registry.childSpec<Unique>({ keys: 'unique', name: uniqueName });
    expect(spec.id).toBe('names');
    await Supervisor.start(system, { children: [spec] });
    const name = system.via(uniqueName);
    const holder = waiting(system);
    Registry.register(name, holder, 'a', 1);
    exit(name.whereis() as Pid, 'kill');
    expect(() => Registry.lookup(name, 'a')).toThrow(
      expect.objectContaining({ code: 'ERR_NO_PROCESS' }),
    );
    await settle();
    expect(Registry.lookup(name, 'a')).toEqual([]);
    expect(isAlive(holder)).toBe(true);
    expect(Registry.register(name, holder, 'a', 2)).toEqual({ ok: true });
  });
});

describe('unique keys (RG-02, RG-03, RG-05, RG-06)', () => {
  test('a key that a living process holds is refused, to itself too', async () => {
    const { system, registry } = await unique();
    const [p1, p2] = [waiting(system), waiting(system)];
    expect(Registry.register(registry, p1, 'a', 1)).toEqual({ ok: true });
    const taken = { ok: false, error: 'already_registered', pid: p1 };
    expect(Registry.register(registry, p2, 'a', 2)).toEqual(taken);
    expect(Registry.register(registry, p1, 'a', 3)).toEqual(taken);
    expect(Registry.lookup(registry, 'a')).toEqual([{ pid: p1, value: 1 }]);
    expect(Registry.count(registry)).toBe(1);
  });

  test('the end of a process removes all its entries before anybody hears of it', async () => {
    const { system, registry } = await unique();
    const [p1, p2] = [waiting(system), waiting(system)];
    for (const key of ['a', 'b', ['c', 1]]) Registry.register(registry, p1, key, 0);
    Registry.register(registry, p2, 'd', 0);
    exit(p1, 'kill');
    expect(Registry.count(registry)).toBe(1);
    expect(Registry.lookup(registry, 'a')).toEqual([]);
    expect(Registry.keys(registry, p1)).toEqual([]);
    expect(Registry.register(registry, p2, ['c', 1], 0)).toEqual({ ok: true });
  });

  test('a dead holder never blocks, even while it is leaving', async () => {
    const { system, registry } = await unique();
    const [p1, p2] = [waiting(system), waiting(system)];
    const seen: unknown[] = [];
    onEnd(p1, () => {
      seen.push(Registry.lookup(registry, 'a'), Registry.keys(registry, p1));
      seen.push(Registry.register(registry, p2, 'a', 2));
    });
    Registry.register(registry, p1, 'a', 1);
    exit(p1, 'kill');
    expect(seen).toEqual([[], [], { ok: true }]);
    expect(Registry.lookup(registry, 'a')).toEqual([{ pid: p2, value: 2 }]);
    expect(Registry.count(registry)).toBe(1);
  });

  test('a process that has ended cannot be registered, and nothing is left behind (RG-24)', async () => {
    const { system, registry } = await unique();
    const p1 = waiting(system);
    exit(p1, 'kill');
    const refused = { ok: false, error: 'noproc' };
    expect(Registry.register(registry, p1, 'a', 1)).toEqual(refused);
    expect(Registry.count(registry)).toBe(0);
  });

  test('structured keys are compared by value (RG-10)', async () => {
    const { system, registry } = await unique();
    const p1 = waiting(system);
    const key = { room: [1, 'a'] };
    Registry.register(registry, p1, key, 0);
    key.room.push('changed later');
    expect(Registry.lookup(registry, { room: [1, 'a'] })).toHaveLength(1);
    expect(Registry.lookup(registry, { room: ['1', 'a'] })).toEqual([]);
    Registry.register(registry, p1, 1, 0);
    expect(Registry.lookup(registry, '1')).toEqual([]);
  });
});

describe('duplicate keys (RG-04, RG-07)', () => {
  test('several processes, and one several times', async () => {
    const { system, registry } = await duplicate();
    const [p1, p2] = [waiting(system), waiting(system)];
    Registry.register(registry, p1, 'a', 1);
    Registry.register(registry, p2, 'a', 2);
    Registry.register(registry, p1, 'a', 1);
    expect(Registry.lookup(registry, 'a')).toEqual([
      { pid: p1, value: 1 },
      { pid: p2, value: 2 },
      { pid: p1, value: 1 },
    ]);
    expect(Registry.keys(registry, p1)).toEqual(['a', 'a']);
    expect(Registry.values(registry, 'a', p1)).toEqual([1, 1]);
    expect(Registry.count(registry)).toBe(3);
  });

  test('unregister removes all of one process under the key, and nobody else', async () => {
    const { system, registry } = await duplicate();
    const [p1, p2] = [waiting(system), waiting(system)];
    for (const value of [1, 2]) Registry.register(registry, p1, 'a', value);
    Registry.register(registry, p1, 'b', 3);
    Registry.register(registry, p2, 'a', 4);
    Registry.unregister(registry, p1, 'a');
    Registry.unregister(registry, p1, 'nothing');
    expect(Registry.lookup(registry, 'a')).toEqual([{ pid: p2, value: 4 }]);
    expect(Registry.keys(registry, p1)).toEqual(['b']);
    exit(p1, 'kill');
    expect(Registry.count(registry)).toBe(1);
  });

  test('unregisterMatch removes what matches', async () => {
    const { system, registry } = await duplicate();
    const p1 = waiting(system);
    for (const value of [1, 2, 3]) Registry.register(registry, p1, 'a', value);
    Registry.unregisterMatch(registry, p1, 'a', (value) => value === 2);
    expect(Registry.values(registry, 'a', p1)).toEqual([1, 3]);
  });

  test('no value can be changed (RG-11)', async () => {
    const { system, registry } = await duplicate();
    const asUnique = registry as unknown as Parameters<typeof Registry.updateValue>[0];
    expect(() => Registry.updateValue(asUnique, waiting(system), 'a', (value) => value)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_OPTION', option: 'registry' }),
    );
  });
});

test('updateValue changes the own entry, and asks for nobody else (RG-11)', async () => {
  const { system, registry } = await unique();
  const [p1, p2] = [waiting(system), waiting(system)];
  Registry.register(registry, p1, 'a', 6);
  const add = (value: unknown) => Number(value) + 10;
  const never = (): never => {
    throw new Error('called');
  };
  expect(Registry.updateValue(registry, p1, 'a', add)).toEqual({
    ok: true,
    value: 16,
    previous: 6,
  });
  const missing = { ok: false, error: 'not_registered' };
  expect(Registry.updateValue(registry, p2, 'a', never)).toEqual(missing);
  expect(Registry.updateValue(registry, p1, 'b', never)).toEqual(missing);
  expect(Registry.lookup(registry, 'a')).toEqual([{ pid: p1, value: 16 }]);
});

describe('listeners (RG-17)', () => {
  interface Diary {
    readonly call: never;
    readonly info: RegistryEvent;
  }

  async function listened(keys: 'unique' | 'duplicate') {
    const { system } = testSystem();
    const heard: string[] = [];
    const diary = await GenServer.start<undefined, number, Diary>(
      system,
      {
        init: () => ok(0),
        handleInfo: (message, state) => {
          heard.push(JSON.stringify([message.type, 'key' in message && message.key]));
          return noreply(state);
        },
      },
      undefined,
    );
    const name = processName<RegistryProtocol>('listened');
    const registry = await Registry.start(system, { keys, name, listeners: [diary] });
    return { system, registry, heard };
  }

  test('are told in order; not of what failed, nor of ends', async () => {
    const { system, registry, heard } = await listened('unique');
    const [p1, p2] = [waiting(system), waiting(system)];
    Registry.register(registry, p1, 'a', 1);
    Registry.register(registry, p2, 'a', 1);
    Registry.register(registry, p2, 'b', 1);
    Registry.unregister(registry, p1, 'a');
    exit(p2, 'kill');
    await settle();
    expect(heard).toEqual(['["register","a"]', '["register","b"]', '["unregister","a"]']);
  });

  test('of an unregister also when there was nothing; of a partial one not', async () => {
    const { system, registry, heard } = await listened('duplicate');
    const p1 = waiting(system);
    Registry.unregister(registry, p1, 'a');
    for (const value of [1, 2]) Registry.register(registry, p1, 'a', value);
    await settle();
    heard.length = 0;
    Registry.unregisterMatch(registry, p1, 'a', (value) => value === 1);
    await settle();
    expect(heard).toEqual([]);
    Registry.unregisterMatch(registry, p1, 'a', (value) => value === 2);
    await settle();
    expect(heard).toEqual(['["unregister","a"]']);
  });
});

test('after its end every verb says that there is no registry (RG-23)', async () => {
  const { system, registry } = await unique();
  const p1 = waiting(system);
  Registry.register(registry, p1, 'a', 1);
  await Registry.stop(registry);
  const noRegistry = expect.objectContaining({ code: 'ERR_NO_PROCESS' }) as Error;
  for (const asked of [
    () => Registry.register(registry, p1, 'a', 1),
    () => Registry.lookup(registry, 'a'),
    () => Registry.count(system.via(uniqueName)),
    () => Registry.unregister(registry, p1, 'a'),
    () => Registry.putMeta(registry, 'k', 1),
  ]) {
    expect(asked).toThrow(noRegistry);
  }
  expect(isAlive(p1)).toBe(true);
  exit(p1, 'kill');
});
