import type { Priority } from '@holdfast/actors';
import type { EventStore, StoreId } from '@holdfast/actors/ports';
import {
  type CloseReport,
  PersistenceSystem,
  type PersistenceSystemEvent,
  type SupervisedStore,
} from '@holdfast/supervision';
import { expectTypeOf, test } from 'vitest';

type System = PersistenceSystem<{ readonly orders: EventStore; readonly audit: EventStore }>;
type IdOf<Verb extends (id: never, ...rest: never[]) => unknown> = Parameters<Verb>[0];

test('the ids given at start are known to the compiler, and other strings are errors', () => {
  expectTypeOf<IdOf<System['store']>>().toEqualTypeOf<'orders' | 'audit' | StoreId>();
  expectTypeOf<'order'>().not.toExtend<IdOf<System['getStats']>>();
  expectTypeOf<string>().not.toExtend<IdOf<System['removeStore']>>();
  expectTypeOf<System['storeIds'][number]>().toEqualTypeOf<'orders' | 'audit' | StoreId>();
});

test('a store that was added is reached by its handle and by its checked id', () => {
  expectTypeOf<ReturnType<System['addStore']>>().toEqualTypeOf<Promise<SupervisedStore>>();
  expectTypeOf<SupervisedStore['id']>().toExtend<IdOf<System['removeStore']>>();
  expectTypeOf<ReturnType<System['removeStore']>>().toEqualTypeOf<Promise<CloseReport>>();
});

test('a system without stores of its own, or of any kind, takes any string', () => {
  const startEmpty = () => PersistenceSystem.start({ stores: {} });
  expectTypeOf(startEmpty).returns.resolves.toHaveProperty('store');
  type Empty = Awaited<ReturnType<typeof startEmpty>>;
  expectTypeOf<IdOf<Empty['store']>>().toEqualTypeOf<string>();
  expectTypeOf<string>().toExtend<IdOf<PersistenceSystem['store']>>();
});

test('listeners get the events of workers and the end of the system, told apart by type', () => {
  type Listener = Parameters<System['subscribe']>[0];
  expectTypeOf<Parameters<Listener>[0]>().toEqualTypeOf<PersistenceSystemEvent>();
  type Stopped = Extract<PersistenceSystemEvent, { readonly type: 'system_stopped' }>;
  expectTypeOf<Stopped['crashed']>().toEqualTypeOf<readonly string[]>();
  expectTypeOf<Exclude<PersistenceSystemEvent, Stopped>['storeId']>().toEqualTypeOf<string>();
});

test('the verbs at the door take a priority, and only one that exists', () => {
  type Options = NonNullable<Parameters<SupervisedStore['append']>[2]>;
  expectTypeOf<Options['priority']>().toEqualTypeOf<Priority | undefined>();
  type WantedOf<Verb extends 'requestPersistence' | 'ready'> = NonNullable<
    Parameters<System[Verb]>[1]
  >['priority'];
  expectTypeOf<WantedOf<'requestPersistence'>>().toEqualTypeOf<Priority | undefined>();
  expectTypeOf<WantedOf<'ready'>>().toEqualTypeOf<Priority | undefined>();
  expectTypeOf<ReturnType<System['ready']>>().toEqualTypeOf<Promise<void>>();
});
