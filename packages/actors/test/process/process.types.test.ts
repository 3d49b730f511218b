import {
  type ActorSystem,
  type AnyPid,
  type Down,
  type Exit,
  type ExitReason,
  exited,
  GenServer,
  type GenServerCallbacks,
  type InfoOf,
  isPid,
  type Message,
  onEnd,
  type Pid,
  type PlainContext,
  type ProcessInfo,
  type ProcessName,
  type Protocol,
  processInfo,
  processName,
  type Request,
  type ServerContext,
  type ServerRef,
  Sys,
  send,
  sendAfter,
  spawn,
  spawnLink,
  type TimerRef,
  takeWaiting,
  type Via,
} from '@holdfast/actors';
import { describe, expectTypeOf, test } from 'vitest';

interface Counter {
  readonly call:
    | Request<{ readonly type: 'get' }, number>
    | Request<{ readonly type: 'name' }, string>;
  readonly cast: { readonly type: 'add'; readonly by: number };
  readonly info: { readonly type: 'tick' };
}

interface Door {
  readonly call: Request<{ readonly type: 'open' }, boolean>;
  readonly info: { readonly type: 'knock'; readonly times: number };
}

declare const system: ActorSystem;
declare const counter: Pid<Counter>;
declare const door: Pid<Door>;
declare const counterName: Via<Counter>;
declare const doorContext: ServerContext<Door>;
declare const plain: PlainContext<Door>;
declare const timer: TimerRef;
declare const doorCallbacks: GenServerCallbacks<void, number, Door>;
declare const isTick: (message: Counter['info']) => boolean;

describe('names and references', () => {
  test('a name gives references and pids of its protocol', () => {
    const via = () => system.via(processName<Counter>('counter'));
    expectTypeOf(via).returns.toEqualTypeOf<Via<Counter>>();
    expectTypeOf(() => counterName.whereis()).returns.toEqualTypeOf<Pid<Counter> | undefined>();
    expectTypeOf<Pid<Counter>>().toExtend<ServerRef<Counter>>();
    expectTypeOf<Via<Counter>>().toExtend<ServerRef<Counter>>();
    expectTypeOf<Via<Counter>>().not.toExtend<ServerRef<Door>>();
    expectTypeOf<Via<Counter>>().not.toExtend<Via<Door>>();
    expectTypeOf<ProcessName<Counter>>().not.toExtend<ProcessName<Door>>();
  });

  test('the reply is inferred by name as by pid', () => {
    const calls = () =>
      [
        GenServer.call(counterName, { type: 'get' }),
        GenServer.call(counterName, { type: 'name' }),
        GenServer.call(door, { type: 'open' }),
      ] as const;
    expectTypeOf(calls).returns.toEqualTypeOf<
      readonly [Promise<number>, Promise<string>, Promise<boolean>]
    >();
  });

  test('every pid is a pid, and only of its own protocol', () => {
    expectTypeOf<Pid<Counter>>().toExtend<AnyPid>();
    expectTypeOf<Pid<Counter>>().not.toExtend<Pid<Door>>();
    expectTypeOf<AnyPid>().not.toExtend<Pid<Counter>>();
    expectTypeOf(isPid).guards.toEqualTypeOf<AnyPid>();
  });
});

describe('plain processes', () => {
  test('spawn and spawnLink give pids of the protocol of their function', () => {
    const spawned = () => spawn(system, (self: PlainContext<Door>) => self.receive());
    expectTypeOf(spawned).returns.toEqualTypeOf<Pid<Door>>();
    const linked = () => spawnLink<Door>(doorContext, (self) => self.receive());
    expectTypeOf(linked).returns.toEqualTypeOf<Pid<Door>>();
    const named = () => spawn(system, () => 1, { name: processName<Door>('door') });
    expectTypeOf(named).returns.toEqualTypeOf<Pid<Door>>();
  });

  test('receive gives what the protocol declares and what the runtime sends', () => {
    const next = () => plain.receive();
    expectTypeOf(next).returns.resolves.toEqualTypeOf<InfoOf<Door>>();
    const any = () => plain.receive({ match: ({ type }) => type === 'knock', timeout: 10 });
    expectTypeOf(any).returns.resolves.toEqualTypeOf<InfoOf<Door>>();
  });

  test('receive with a guard gives what it guards', () => {
    const down = () => plain.receive({ match: (one): one is Down => one.type === 'DOWN' });
    expectTypeOf(down).returns.resolves.toEqualTypeOf<Down>();
    const knock = () =>
      plain.receive({ match: (one): one is Door['info'] => one.type === 'knock' });
    expectTypeOf(knock).returns.resolves.toEqualTypeOf<Door['info']>();
  });

  test('self is a pid of the protocol, in servers as well', () => {
    expectTypeOf<PlainContext<Door>['self']>().toEqualTypeOf<Pid<Door>>();
    expectTypeOf<ServerContext<Door>['self']>().toEqualTypeOf<Pid<Door>>();
    expectTypeOf<ServerContext<Door>['parent']>().toEqualTypeOf<AnyPid | undefined>();
  });
});

describe('verbs', () => {
  test('timers tell milliseconds or false', () => {
    const started = () => plain.sendAfter(10, { type: 'knock', times: 1 });
    expectTypeOf(started).returns.toEqualTypeOf<TimerRef>();
    expectTypeOf(() => plain.cancelTimer(timer)).returns.toEqualTypeOf<number | false>();
    expectTypeOf(() => plain.readTimer(timer)).returns.toEqualTypeOf<number | false>();
  });

  test('what can be told of any process takes any pid', () => {
    expectTypeOf<Pid<Counter>>().toExtend<Parameters<typeof exited>[0]>();
    expectTypeOf<Pid<Counter>>().toExtend<Parameters<typeof plain.link>[0]>();
    expectTypeOf<Pid<Counter>>().toExtend<Parameters<typeof plain.monitor>[0]>();
    expectTypeOf<Via<Counter>>().toExtend<Parameters<typeof plain.monitor>[0]>();
    expectTypeOf(() => exited(counter)).returns.resolves.toEqualTypeOf<ExitReason>();
    expectTypeOf(() => processInfo(door)).returns.toEqualTypeOf<ProcessInfo | undefined>();
    const taken = () => takeWaiting(counter, ({ type }) => type === 'tick');
    expectTypeOf(taken).returns.toEqualTypeOf<Message | undefined>();
    expectTypeOf(() => onEnd(counter, () => undefined)).returns.toEqualTypeOf<() => void>();
  });

  test('an EXIT and a DOWN say who and why', () => {
    expectTypeOf<Exit['pid']>().toEqualTypeOf<AnyPid | undefined>();
    expectTypeOf<Down['pid']>().toEqualTypeOf<AnyPid | undefined>();
  });

  test('Sys takes every server', () => {
    const any = () => [Sys.getState(counter), Sys.getStatus(counterName), Sys.suspend(door)];
    expectTypeOf(any).toBeFunction();
    const replaced = () => Sys.replaceState(counter, (sum: number) => sum + 1);
    expectTypeOf(replaced).returns.resolves.toEqualTypeOf<number>();
    const told = () => [Sys.statistics(counter, true), Sys.log(counter, false)] as const;
    expectTypeOf(told).returns.toEqualTypeOf<readonly [Promise<void>, Promise<void>]>();
  });
});

/** Never run: that these do not compile is the test. */
export function doesNotCompile(protocol: Protocol): unknown[] {
  return [
    protocol,
    // @ts-expect-error no such info of this protocol
    () => send(counter, { type: 'knock', times: 1 }),
    // @ts-expect-error a number of times is missing
    () => send(door, { type: 'knock' }),
    // @ts-expect-error by name as little as by pid
    () => send(counterName, { type: 'knock', times: 1 }),
    // @ts-expect-error a call by name that the server does not know
    GenServer.call(counterName, { type: 'open' }),
    // @ts-expect-error a cast by name that the server does not know
    () => GenServer.cast(counterName, { type: 'open' }),
    // @ts-expect-error a string is no server
    () => GenServer.cast('counter', { type: 'add', by: 1 }),
    // @ts-expect-error a name by itself belongs to no actor system
    () => GenServer.cast(processName<Counter>('counter'), { type: 'add', by: 1 }),
    // @ts-expect-error a timer brings what the receiver understands
    sendAfter(counter, 10, { type: 'knock', times: 1 }),
    // @ts-expect-error nobody knows what any pid understands
    () => send(counter as AnyPid, { type: 'tick' }),
    // @ts-expect-error a process sends itself what it understands
    plain.sendAfter(10, { type: 'tick' }),
    // @ts-expect-error no match of this protocol
    plain.receive({ match: isTick }),
    // @ts-expect-error a server is given its messages in callbacks
    (context: ServerContext<Door>): unknown => context.receive,
    // @ts-expect-error a timer is no monitor
    plain.demonitor(timer),
    // @ts-expect-error a pid is no timer
    plain.cancelTimer(counter),
    // @ts-expect-error a name of another protocol
    spawn<Door>(system, (self) => self.receive(), { name: processName<Counter>('x') }),
    // @ts-expect-error a registry of another protocol
    counterName.register(door),
    // @ts-expect-error new callbacks of another protocol
    Sys.changeCode(counter, doorCallbacks),
    // @ts-expect-error no such flag
    Sys.statistics(counter, 'reset'),
  ];
}
