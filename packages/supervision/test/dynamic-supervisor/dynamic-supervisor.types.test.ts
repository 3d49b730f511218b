import {
  type ActorSystem,
  GenServer,
  ok,
  type Parent,
  type Pid,
  processName,
  type Request,
} from '@holdfast/actors';
import {
  DynamicSupervisor,
  type DynamicSupervisorProtocol,
  type StartDynamicChildResult,
} from '@holdfast/supervision';
import { expectTypeOf, test } from 'vitest';

declare const system: ActorSystem;
declare const plain: DynamicSupervisor.DynamicSupervisorPid;
declare const withDb: DynamicSupervisor.DynamicSupervisorPid<readonly [Db]>;

interface Db {
  readonly url: string;
}

interface Counter {
  readonly call: Request<{ readonly type: 'get' }, number>;
}

const start = (parent: Parent, from = 0): Promise<Pid<Counter>> =>
  GenServer.startLink<number, number, Counter>(parent, { init: (first) => ok(first) }, from);

test('a started child has the pid that its start function answers', () => {
  const started = () => DynamicSupervisor.startChild(plain, { id: 'a', start });
  expectTypeOf(started).returns.resolves.toEqualTypeOf<StartDynamicChildResult<Pid<Counter>>>();
});

test('the extra arguments come first, then the own ones', () => {
  const spec = {
    id: 'a',
    start: (parent: Parent, _db: Db, _label: string, from: number) => start(parent, from),
    args: ['x', 1] as const,
  };
  const started = () => DynamicSupervisor.startChild(withDb, spec);
  expectTypeOf(started).returns.resolves.toEqualTypeOf<StartDynamicChildResult<Pid<Counter>>>();
  const db: Db = { url: '' };
  const made = () => DynamicSupervisor.start(system, { extraArguments: [db] });
  expectTypeOf(made).returns.resolves.toEqualTypeOf<
    DynamicSupervisor.DynamicSupervisorPid<readonly [Db]>
  >();
});

test('a name knows the extra arguments too', () => {
  const name = processName<DynamicSupervisorProtocol<readonly [Db]>>('connections');
  const through = () =>
    DynamicSupervisor.startChild(system.via(name), {
      id: 'a',
      start: (parent: Parent, db: Db) => start(parent, db.url.length),
    });
  expectTypeOf(through).returns.resolves.toEqualTypeOf<StartDynamicChildResult<Pid<Counter>>>();
});

export function refused(): unknown[] {
  const needsDb = (parent: Parent, db: Db) => start(parent, db.url.length);
  const needsNumber = (parent: Parent, from: number) => start(parent, from);
  return [
    // @ts-expect-error an argument that nobody gives
    DynamicSupervisor.startChild(plain, { id: 'a', start: needsDb }),
    // @ts-expect-error an extra argument of another type
    DynamicSupervisor.startChild(withDb, { id: 'a', start: needsNumber }),
    // @ts-expect-error an own argument of another type
    DynamicSupervisor.startChild(plain, { id: 'a', start: needsNumber, args: ['1'] }),
    // @ts-expect-error children cannot be significant
    DynamicSupervisor.startChild(plain, { id: 'a', start, significant: true }),
    // @ts-expect-error only one_for_one
    DynamicSupervisor.start(system, { strategy: 'one_for_all' }),
    // @ts-expect-error a child is ended by its pid
    DynamicSupervisor.terminateChild(plain, 'a'),
  ];
}
