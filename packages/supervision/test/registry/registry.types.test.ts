import { type ActorSystem, type Pid, processName, type Request, type Via } from '@holdfast/actors';
import {
  type RegisterResult,
  Registry,
  type RegistryEntry,
  type RegistryPid,
  type RegistryProtocol,
} from '@holdfast/supervision';
import { expectTypeOf, test } from 'vitest';

interface Room {
  readonly call: Request<{ readonly type: 'guests' }, number>;
}

interface Rooms {
  readonly keys: 'unique';
  readonly key: readonly [hotel: string, number: number];
  readonly value: { readonly beds: number };
  readonly process: Room;
}

interface Topics {
  readonly keys: 'duplicate';
}

declare const system: ActorSystem;
declare const rooms: RegistryPid<Rooms>;
declare const topics: RegistryPid<Topics>;
declare const room: Pid<Room>;
declare const other: Pid<{ call: Request<{ type: 'other' }, 1> }>;

test('the name says what a registry holds', () => {
  const name = processName<RegistryProtocol<Rooms>>('rooms');
  const started = () => Registry.start(system, { keys: 'unique', name });
  expectTypeOf(started).returns.resolves.toEqualTypeOf<RegistryPid<Rooms>>();
  const found = () => Registry.lookup(system.via(name), ['ritz', 1]);
  expectTypeOf(found).returns.toEqualTypeOf<readonly RegistryEntry<Rooms>[]>();
});

test('entries know the process and the value', () => {
  const [entry] = [] as readonly RegistryEntry<Rooms>[];
  expectTypeOf(entry?.pid).toEqualTypeOf<Pid<Room> | undefined>();
  expectTypeOf(entry?.value.beds).toEqualTypeOf<number | undefined>();
  const registered = () => Registry.register(rooms, room, ['ritz', 1], { beds: 2 });
  expectTypeOf(registered).returns.toEqualTypeOf<RegisterResult<Rooms>>();
  const name = () => Registry.via(rooms, ['ritz', 1], { beds: 2 });
  expectTypeOf(name).returns.toEqualTypeOf<Via<Room>>();
});

test('what is not said can be anything', () => {
  const values = () => Registry.values(topics, Symbol('any'), room);
  expectTypeOf(values).returns.toEqualTypeOf<readonly unknown[]>();
});

export function refused(): unknown[] {
  return [
    // @ts-expect-error another key
    Registry.lookup(rooms, 'ritz'),
    // @ts-expect-error another value
    Registry.register(rooms, room, ['ritz', 1], 2),
    // @ts-expect-error a process of another protocol
    Registry.register(rooms, other, ['ritz', 1], { beds: 2 }),
    // @ts-expect-error a duplicate registry gives no names
    Registry.via(topics, 'a'),
    // @ts-expect-error nor can its values be changed
    Registry.updateValue(topics, room, 'a', (value: unknown) => value),
    // @ts-expect-error a registry needs a name
    Registry.start<Topics>(system, { keys: 'duplicate' }),
  ];
}
