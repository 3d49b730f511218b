import { type ActorSystem, GenServer, type Parent } from '@holdfast/actors';
import { type ChildCounts, type ChildRow, type ChildSpec, Supervisor } from '@holdfast/supervision';
import { expectTypeOf, test } from 'vitest';

declare const system: ActorSystem;
declare const parent: Parent;
declare const supervisor: Supervisor.SupervisorPid;

test('the verbs are typed', () => {
  expectTypeOf(Supervisor.start).returns.resolves.toEqualTypeOf<Supervisor.SupervisorPid>();
  expectTypeOf(Supervisor.whichChildren).returns.resolves.toEqualTypeOf<readonly ChildRow[]>();
  expectTypeOf(Supervisor.countChildren).returns.resolves.toEqualTypeOf<ChildCounts>();
  expectTypeOf<ChildSpec['start']>().parameter(0).toEqualTypeOf<Parent>();
});

export function refused(): unknown[] {
  return [
    // @ts-expect-error a supervisor needs its children
    Supervisor.start(system, {}),
    // @ts-expect-error no such strategy yet
    Supervisor.start(system, { children: [], strategy: 'one_for_all' }),
    // @ts-expect-error no such restart
    Supervisor.startLink(parent, { children: [{ id: 'a', start: never, restart: 'always' }] }),
    // @ts-expect-error an id is a string
    Supervisor.startLink(parent, { children: [{ id: 1, start: never }] }),
    // @ts-expect-error a supervisor starts children linked to itself: it needs a parent, no system
    Supervisor.startLink(system, { children: [] }),
    // @ts-expect-error not in its protocol
    GenServer.call(supervisor, { type: 'delete_child' }),
  ];
}

declare function never(): Promise<never>;
