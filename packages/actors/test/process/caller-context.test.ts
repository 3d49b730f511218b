import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type ActorSystem,
  exited,
  GenServer,
  noreply,
  ok,
  Sys,
  sendAfter,
  spawn,
  spawnLink,
  Task,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  act,
  ask,
  type Handler,
  type PuppetContext,
  type PuppetPid,
  request,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { testSystem } from '../support/test-system.ts';

const store = new AsyncLocalStorage<string>();
const other = new AsyncLocalStorage<string>();

describe('the AsyncLocalStorage of a sender (GS-25)', () => {
  let system: ActorSystem;
  let clock: ReturnType<typeof testSystem>['clock'];
  let pid: PuppetPid;
  let context: PuppetContext;
  let seen: unknown[];
  const look: Handler = (state) => {
    seen.push(store.getStore());
    return noreply(state);
  };
  const lookAndWait: Handler = async (state) => {
    const before = store.getStore();
    await settle();
    seen.push([before, store.getStore()]);
    return noreply(state);
  };

  beforeEach(async () => {
    ({ system, clock } = testSystem());
    pid = await startPuppet(system);
    context = await ask(pid, (mine) => mine);
    seen = [];
    await settle();
  });

  const ways: [string, () => unknown][] = [
    ['GenServer.call', () => ask(pid, () => seen.push(store.getStore()))],
    ['GenServer.cast', () => GenServer.cast(pid, act(look))],
    ['GenServer.send', () => GenServer.send(pid, act(look))],
    ['context.sendAfter', () => context.sendAfter(10, act(look))],
    ['sendAfter', () => sendAfter(pid, 10, act(look))],
    ['a continue', () => tell(pid, (state) => noreply(state, { continue: act(look) }))],
    [
      'a continue after an await',
      () =>
        tell(pid, async (state) => {
          await Promise.resolve();
          return noreply(state, { continue: act(look) });
        }),
    ],
    ['spawn', () => spawn(system, () => seen.push(store.getStore()))],
    ['spawnLink', () => spawnLink(context, () => seen.push(store.getStore()))],
    ['Task.async', () => Task.async(context, () => seen.push(store.getStore()))],
    [
      'init of a start',
      () =>
        startPuppet(system, {
          init: () => {
            seen.push(store.getStore());
            return ok(0);
          },
        }),
    ],
    ['Sys.replaceState', () => Sys.replaceState(pid, () => seen.push(store.getStore()))],
  ];

  test.each(ways)('is seen in what %s has run (TS-27)', async (_way, send) => {
    // Woken outside of the store, the server can have it from the message alone.
    tell(pid, (state) => noreply(state));
    store.run('seen', () => void send());
    await clock.advance(10);
    expect(seen).toEqual(['seen']);
  });

  test('is seen by terminate of a server that is stopped', async () => {
    const ending = await startPuppet(system, { terminate: () => void seen.push(store.getStore()) });
    await store.run('seen', () => GenServer.stop(ending));
    expect(seen).toEqual(['seen']);
  });

  test('is seen before and after an await of the handler', async () => {
    store.run('seen', () => tell(pid, lookAndWait));
    await ask(pid, () => undefined);
    expect(seen).toEqual([['seen', 'seen']]);
  });

  test('is its own again for the caller when the answer comes', async () => {
    const after = await store.run('caller', async () => {
      await request(pid, (from, state) => {
        store.run('server', () => GenServer.reply(from, 1));
        return noreply(state);
      });
      return store.getStore();
    });
    expect(after).toBe('caller');
  });

  test('is told apart from message to message, with and without one', async () => {
    store.run('a', () => tell(pid, look));
    tell(pid, look);
    store.run('b', () => tell(pid, lookAndWait));
    tell(pid, lookAndWait);
    store.run('c', () => GenServer.send(pid, act(look)));
    await ask(pid, () => undefined);
    expect(seen).toEqual(['a', undefined, ['b', 'b'], [undefined, undefined], 'c']);
  });

  test('set inside a handler is gone with its message', async () => {
    tell(pid, (state) => {
      store.enterWith('leak');
      return noreply(state);
    });
    tell(pid, look);
    tell(pid, async (state) => {
      await settle();
      store.enterWith('later leak');
      return noreply(state, { continue: act(look) });
    });
    tell(pid, lookAndWait);
    await ask(pid, () => seen.push(store.getStore()));
    expect(seen).toEqual([undefined, undefined, [undefined, undefined], undefined]);
    expect(store.getStore()).toBeUndefined();
  });

  test('is passed on from server to server', async () => {
    const next = await startPuppet(system);
    await store.run('seen', () =>
      ask(pid, async () => {
        await settle();
        await ask(next, () => seen.push(store.getStore()));
      }),
    );
    expect(seen).toEqual(['seen']);
  });

  test('is that of every store, each on its own', async () => {
    const both: unknown[] = [];
    await store.run('one', () =>
      other.run('two', () => ask(pid, () => both.push(store.getStore(), other.getStore()))),
    );
    await other.run('two', () => ask(pid, () => both.push(store.getStore(), other.getStore())));
    expect(both).toEqual(['one', 'two', undefined, 'two']);
  });

  test('is not that of who started the server, nor of who woke it', async () => {
    const started = await store.run('starter', () => startPuppet(system));
    await settle();
    tell(started, look);
    await settle();
    store.run('waker', () => tell(started, lookAndWait));
    tell(started, look);
    await ask(started, () => undefined);
    expect(seen).toEqual([undefined, ['waker', 'waker'], undefined]);
  });

  test('stays that of its function for a plain process that receives', async () => {
    interface Go {
      readonly info: { readonly type: 'go' };
    }
    const plain = store.run('mine', () =>
      spawn<Go>(system, async (self) => {
        await self.receive();
        seen.push(store.getStore());
      }),
    );
    await settle();
    store.run('of the sender', () => void GenServer.send(plain, { type: 'go' }));
    await exited(plain);
    expect(seen).toEqual(['mine']);
  });
});
