import {
  type ActorSystem,
  type Down,
  type Exit,
  type From,
  GenServer,
  type GenServerCallbacks,
  type InfoOf,
  noreply,
  ok,
  type Pid,
  processName,
  type Request,
  reply,
} from '@holdfast/actors';
import { describe, expectTypeOf, test } from 'vitest';

interface Account {
  readonly call:
    | Request<{ readonly type: 'balance' }, number>
    | Request<{ readonly type: 'owner' }, string>
    | Request<{ readonly type: 'withdraw'; readonly amount: number }, undefined>;
  readonly cast: { readonly type: 'deposit'; readonly amount: number };
  readonly info: { readonly type: 'audit' };
  readonly continue: { readonly type: 'load' };
}

interface Other {
  readonly cast: { readonly type: 'other' };
}

declare const system: ActorSystem;
declare const account: Pid<Account>;
declare const other: Pid<Other>;
declare const callbacks: GenServerCallbacks<{ readonly owner: string }, number, Account>;

describe('what a caller gets', () => {
  test('the reply is that of the request', () => {
    const calls = () => ({
      balance: GenServer.call(account, { type: 'balance' }),
      owner: GenServer.call(account, { type: 'owner' }),
      withdraw: GenServer.call(account, { type: 'withdraw', amount: 1 }),
    });
    expectTypeOf(calls).returns.toEqualTypeOf<{
      balance: Promise<number>;
      owner: Promise<string>;
      withdraw: Promise<undefined>;
    }>();
  });

  test('start gives a pid of the protocol, and so does whereis by a typed name', () => {
    const started = () => GenServer.start(system, callbacks, { owner: 'ann' });
    expectTypeOf(started).returns.resolves.toEqualTypeOf<Pid<Account>>();
    const found = () => system.whereis(processName<Account>('ann'));
    expectTypeOf(found).returns.toEqualTypeOf<Pid<Account> | undefined>();
  });

  test('handleInfo is given what the protocol declares and what the runtime sends', () => {
    type FromRuntime = 'DOWN' | 'EXIT' | 'timeout' | 'task_reply';
    expectTypeOf<InfoOf<Account>['type']>().toEqualTypeOf<'audit' | FromRuntime>();
    expectTypeOf<InfoOf<Other>['type']>().toEqualTypeOf<FromRuntime>();
    expectTypeOf<Extract<InfoOf<Account>, Down>>().toEqualTypeOf<Down>();
    expectTypeOf<Extract<InfoOf<Account>, Exit>>().toEqualTypeOf<Exit>();
  });

  test('handleCall may answer any reply of the protocol', () => {
    type Reply = Parameters<NonNullable<typeof callbacks.handleCall>>[1];
    expectTypeOf<Reply>().toEqualTypeOf<From<number | string | undefined>>();
  });
});

/** Never run: that these do not compile is the test. */
export function doesNotCompile(from: From<number>): unknown[] {
  return [
    // @ts-expect-error no such request
    GenServer.call(account, { type: 'close' }),
    // @ts-expect-error the amount is missing
    GenServer.call(account, { type: 'withdraw' }),
    // @ts-expect-error the amount is a number
    GenServer.call(account, { type: 'withdraw', amount: '1' }),
    // @ts-expect-error a cast is no call
    GenServer.call(account, { type: 'deposit', amount: 1 }),
    // @ts-expect-error this server understands no calls
    GenServer.call(other, { type: 'balance' }),
    // @ts-expect-error a call is no cast
    () => GenServer.cast(account, { type: 'balance' }),
    // @ts-expect-error an info is no cast
    () => GenServer.cast(account, { type: 'audit' }),
    // @ts-expect-error a cast is no info
    () => GenServer.send(account, { type: 'deposit', amount: 1 }),
    // @ts-expect-error not a reply of this call
    () => GenServer.reply(from, 'text'),
    // @ts-expect-error wrong arguments for init
    GenServer.start(system, callbacks, { owner: 7 }),
    // @ts-expect-error a name of another protocol
    GenServer.start(system, callbacks, { owner: 'ann' }, { name: processName<Other>('x') }),
    // @ts-expect-error no number, no infinity
    GenServer.call(account, { type: 'balance' }, { timeout: 'soon' }),
    // @ts-expect-error a pid is no pid of another protocol
    ((pid: Pid<Other>) => pid)(account),
    // @ts-expect-error a pid can not be made up
    ((pid: Pid<Other>) => pid)({ id: 7 }),
    // @ts-expect-error a string is no name
    system.whereis<Account>('ann'),
  ];
}

const server: GenServerCallbacks<number, number, Account> = {
  init: (balance) => ok(balance, { continue: { type: 'load' } }),
  handleCall: (request, _from, balance) => {
    switch (request.type) {
      case 'balance':
        return reply(balance, balance, { timeout: 10 });
      case 'owner':
        return reply('ann', balance);
      case 'withdraw':
        return reply(undefined, balance - request.amount, { continue: { type: 'load' } });
    }
  },
  handleCast: ({ amount }, balance) => noreply(balance + amount, { continue: { type: 'load' } }),
  handleContinue: (_message, balance) => noreply(balance, { timeout: 10 }),
};

export const wrong: GenServerCallbacks<number, number, Account>[] = [
  server,
  // @ts-expect-error the state is a number
  { ...server, init: () => ok('text') },
  // @ts-expect-error no reply of this protocol
  { ...server, handleCall: (_request, _from, state) => reply(new Date(), state) },
  // @ts-expect-error a cast has nobody to answer
  { ...server, handleCast: (_message, state) => reply(1, state) },
  // @ts-expect-error no such continue
  { ...server, handleCast: (_message, state) => noreply(state, { continue: { type: 'nope' } }) },
];
