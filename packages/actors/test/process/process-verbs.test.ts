import {
  exit,
  exited,
  GenServer,
  isAlive,
  isPid,
  noreply,
  processInfo,
  processName,
  Sys,
  send,
  spawn,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { ask, type Puppet, startChild, startPuppet, tell } from '../support/puppet.ts';
import { gate, observe, testSystem } from '../support/test-system.ts';

describe('isAlive (PR-52)', () => {
  test('is false as soon as anybody can observe the end', async () => {
    const { system } = testSystem();
    const observed: unknown[] = [];
    const pid = await startPuppet(system, {
      terminate: () => void observed.push(isAlive(pid)),
    });
    const watcher = await startPuppet(system);
    await ask(watcher, (context) => context.monitor(pid));
    const call = ask(pid, () => new Promise(() => undefined));
    const heard = [
      call.catch(() => observed.push(isAlive(pid))),
      exited(pid).then(() => observed.push(isAlive(pid))),
    ];
    await settle();
    exit(pid, 'kill');
    observed.push(isAlive(pid));
    await Promise.all(heard);
    expect(observed).toEqual([false, false, false]);
    expect(processInfo(pid)).toBeUndefined();
  });
});

describe('isPid', () => {
  test('knows pids, of the living and the dead, from anything else', async () => {
    const { system } = testSystem();
    const pids = [await startPuppet(system), spawn(system, () => undefined)];
    await system.close();
    expect(pids.map(isPid)).toEqual([true, true]);
    const others = [undefined, null, 7, 'pid', {}, { id: 1 }, system, system.via(processName('x'))];
    expect(others.map(isPid)).toEqual(others.map(() => false));
  });
});

describe('exited', () => {
  test('with a signal resolves with the reason, before and after the end', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const { signal } = new AbortController();
    const waiting = exited(pid, { signal });
    await GenServer.stop(pid, 'done');
    expect([await waiting, await exited(pid, { signal })]).toEqual(['done', 'done']);
  });

  test('stops waiting when the signal aborts, and leaves no watcher behind', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const controller = new AbortController();
    const waiting = exited(pid, { signal: controller.signal });
    expect(processInfo(pid)?.watchers).toBe(1);
    controller.abort('enough');
    await expect(waiting).rejects.toBe('enough');
    expect(processInfo(pid)?.watchers).toBe(0);
    await expect(exited(pid, { signal: controller.signal })).rejects.toBe('enough');
    expect(isAlive(pid)).toBe(true);
  });

  test('that has resolved listens to its signal no longer', async () => {
    const { system } = testSystem();
    const controller = new AbortController();
    const { signal } = controller;
    let listeners = 0;
    const [add, remove] = [
      signal.addEventListener.bind(signal),
      signal.removeEventListener.bind(signal),
    ];
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    const pid = await startPuppet(system);
    const waiting = exited(pid, { signal });
    expect(listeners).toBe(1);
    exit(pid, 'kill');
    await waiting;
    expect(listeners).toBe(0);
  });
});

describe('send', () => {
  test('comes as an info, and is lost without notice when nobody is there (PR-30)', async () => {
    const { system } = testSystem();
    const seen: { type: string }[] = [];
    const pid = await startPuppet(system, { seen: seen as never });
    expect(send(pid, { type: 'note', text: 'hello' })).toEqual({ accepted: true });
    await settle();
    expect(seen).toEqual([{ type: 'note', text: 'hello' }]);
    exit(pid, 'kill');
    expect(send(pid, { type: 'note', text: 'lost' })).toEqual({ accepted: true });
  });

  test('never runs code of the receiver inside the sender (JS-06)', async () => {
    const { system } = testSystem();
    const events: string[] = [];
    const [one, other] = [await startPuppet(system), await startPuppet(system)];
    const target = await startPuppet(system, {
      terminate: () => void events.push('terminate'),
    });
    await ask(one, (context) => {
      context.monitor(other);
      exit(other, 'kill');
      tell(target, (state) => {
        events.push('handled');
        return noreply(state);
      });
      void GenServer.stop(target);
      events.push('sent');
    });
    await settle();
    expect(events).toEqual(['sent', 'handled', 'terminate']);
  });

  test('shares the value and does not copy it (JS-08)', async () => {
    const { system } = testSystem();
    const seen: unknown[] = [];
    const pid = await startPuppet(system, { seen: seen as never });
    const message = { type: 'note', text: 'same' } as const;
    send(pid, message);
    await settle();
    expect(seen[0]).toBe(message);
  });
});

describe('processInfo', () => {
  test('tells what can be said of a living process', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('ledger');
    const parent = await startPuppet(system);
    const pid = await startChild(parent, { trapExit: true }, { name });
    await ask(parent, (context) => context.monitor(pid));
    await settle();
    const { links, parent: told, ...rest } = processInfo(pid) ?? {};
    expect([links?.length, links?.[0] === parent, told === parent]).toEqual([1, true, true]);
    expect(rest).toEqual({
      name: 'ledger',
      status: 'waiting',
      messageQueueLength: 0,
      watchers: 1,
      trapExit: true,
    });
  });

  test('tells running, waiting and suspended apart', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const work = gate();
    tell(pid, (state) => work.promise.then(() => noreply(state)));
    tell(pid, (state) => noreply(state));
    await settle();
    expect(processInfo(pid)).toMatchObject({ status: 'running', messageQueueLength: 1 });
    work.open();
    await settle();
    expect(processInfo(pid)).toMatchObject({ status: 'waiting', messageQueueLength: 0 });
    await Sys.suspend(pid);
    tell(pid, (state) => noreply(state));
    await settle();
    expect(processInfo(pid)).toMatchObject({ status: 'suspended', messageQueueLength: 1 });
  });

  test('counts what a plain process has not received', async () => {
    const { system } = testSystem();
    const received = gate();
    const pid = spawn<Puppet>(system, async (self) => {
      await self.receive({ match: ({ type }) => type === 'EXIT' });
      received.open();
    });
    const waiting = observe(received.promise);
    for (let count = 0; count < 3; count += 1) send(pid, { type: 'note', text: 'hello' });
    await settle();
    expect(processInfo(pid)).toMatchObject({ status: 'waiting', messageQueueLength: 3 });
    expect(waiting.settled).toBe(false);
  });
});
