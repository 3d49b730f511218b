import {
  type ActorSystem,
  GenServer,
  type GenServerCallbacks,
  ok,
  type Parent,
  type Pid,
  type Request,
} from '@holdfast/actors';
import {
  type ChildCounts,
  type ChildRow,
  type ChildSpec,
  DynamicSupervisor,
  type StartChildResult,
  type StartDynamicChildResult,
  Supervisor,
} from '@holdfast/supervision';
import { expectTypeOf, test } from 'vitest';

declare const system: ActorSystem;
declare const parent: Parent;
declare const supervisor: Supervisor.SupervisorPid;
declare const pool: DynamicSupervisor.DynamicSupervisorPid;

interface Counter {
  readonly call: Request<{ readonly type: 'get' }, number>;
}

const counter = {
  id: 'counter',
  start: (starter: Parent) =>
    GenServer.startLink<number, number, Counter>(starter, { init: (from) => ok(from) }, 0),
};

test('the verbs are typed', () => {
  expectTypeOf(Supervisor.start).returns.resolves.toEqualTypeOf<Supervisor.SupervisorPid>();
  expectTypeOf(Supervisor.whichChildren).returns.resolves.toEqualTypeOf<readonly ChildRow[]>();
  expectTypeOf(Supervisor.countChildren).returns.resolves.toEqualTypeOf<ChildCounts>();
  expectTypeOf<ChildSpec['start']>().parameter(0).toEqualTypeOf<Parent>();
});

test('a started child has the pid that its start function answers', () => {
  const started = () => Supervisor.startChild(supervisor, counter);
  expectTypeOf(started).returns.resolves.toEqualTypeOf<StartChildResult<Pid<Counter>>>();
  const withInfo = {
    ...counter,
    start: async (p: Parent) => ({ pid: await counter.start(p), info: 1 }),
  };
  const informed = () => Supervisor.startChild(supervisor, withInfo);
  expectTypeOf(informed).returns.resolves.toEqualTypeOf<StartChildResult<Pid<Counter>>>();
});

test('the child spec of a server is one', () => {
  const callbacks: GenServerCallbacks<number, number, Counter> = { init: (from) => ok(from) };
  const spec = () => GenServer.childSpec(callbacks, 0, { id: 'a' });
  const started = () => Supervisor.startChild(supervisor, { ...spec(), restart: 'transient' });
  expectTypeOf(started).returns.resolves.toEqualTypeOf<StartChildResult<Pid<Counter>>>();
  const dynamic = () => DynamicSupervisor.startChild(pool, spec());
  expectTypeOf(dynamic).returns.resolves.toEqualTypeOf<StartDynamicChildResult<Pid<Counter>>>();
});

test('a result is narrowed by ok, then by error', () => {
  const narrow = (result: StartChildResult<Pid<Counter>>): unknown => {
    if (result.ok) return expectTypeOf(result.pid).toEqualTypeOf<Pid<Counter> | undefined>();
    if (result.error === 'already_started') return result.pid;
    // @ts-expect-error only a start that failed has a reason
    return result.reason;
  };
  expectTypeOf(narrow).parameter(0).toExtend<StartChildResult>();
});

export function refused(): unknown[] {
  return [
    // @ts-expect-error a supervisor needs its children
    Supervisor.start(system, {}),
    // @ts-expect-error no such strategy
    Supervisor.start(system, { children: [], strategy: 'one_for_some' }),
    // @ts-expect-error no such restart
    Supervisor.startLink(parent, { children: [{ id: 'a', start: never, restart: 'always' }] }),
    // @ts-expect-error an id is a string, a number or a symbol
    Supervisor.startLink(parent, { children: [{ id: ['a'], start: never }] }),
    // @ts-expect-error a start function answers a pid
    Supervisor.startLink(parent, { children: [{ id: 'a', start: () => 1 }] }),
    // @ts-expect-error a module that needs arguments is asked for its childSpec with them
    Supervisor.startLink(parent, { children: [Supervisor] }),
    // @ts-expect-error a supervisor starts children linked to itself: it needs a parent, no system
    Supervisor.startLink(system, { children: [] }),
    // @ts-expect-error not in its protocol
    GenServer.call(supervisor, { type: 'kill_child' }),
  ];
}

declare function never(): Promise<never>;
