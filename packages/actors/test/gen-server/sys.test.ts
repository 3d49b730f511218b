import {
  type ActorSystem,
  GenServer,
  isAlive,
  noreply,
  processName,
  reply,
  Sys,
  spawn,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  type Puppet,
  type PuppetPid,
  request,
  startChild,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { gate, testSystem } from '../support/test-system.ts';

/** Every verb of Sys, with arguments that are right. */
const verbs: [string, (server: PuppetPid, options?: GenServer.CallOptions) => Promise<unknown>][] =
  [
    ['getState', (server, options) => Sys.getState(server, options)],
    ['replaceState', (server, options) => Sys.replaceState(server, (state) => state, options)],
    ['suspend', (server, options) => Sys.suspend(server, options)],
    ['resume', (server, options) => Sys.resume(server, options)],
    ['getStatus', (server, options) => Sys.getStatus(server, options)],
    ['statistics', (server, options) => Sys.statistics(server, 'get', options)],
    ['log', (server, options) => Sys.log(server, 'get', options)],
    ['trace', (server, options) => Sys.trace(server, false, options)],
    ['install', (server, options) => Sys.install(server, () => 'done', 0, options)],
    ['remove', (server, options) => Sys.remove(server, () => 'done', options)],
    ['noDebug', (server, options) => Sys.noDebug(server, options)],
    ['terminate', (server, options) => Sys.terminate(server, 'normal', options)],
  ];

/** A server whose handler hangs until it is let go. */
async function hung(system: ActorSystem): Promise<{ pid: PuppetPid; letGo: () => void }> {
  const work = gate();
  const pid = await startPuppet(system);
  tell(pid, (state) => work.promise.then(() => noreply(state)));
  await settle();
  return { pid, letGo: () => work.open() };
}

describe('Sys.getState', () => {
  test('answers the state after everything that was sent before (SY-01)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    for (let sum = 1; sum <= 100; sum += 1) tell(pid, () => noreply(sum));
    const state = Sys.getState(pid);
    tell(pid, () => noreply('sent behind'));
    expect(await state).toBe(100);
    expect(await Sys.getState(pid)).toBe('sent behind');
  });

  test('waits for the callback that runs, and for its continue', async () => {
    const { system } = testSystem();
    const { pid, letGo } = await hung(system);
    tell(pid, () => noreply('cast', { continue: { type: 'do', run: () => noreply('continued') } }));
    const state = Sys.getState(pid);
    letGo();
    expect(await state).toBe('continued');
  });

  test('comes after init when it was sent by name during init', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('early');
    const ready = gate();
    const starting = startPuppet(
      system,
      { init: () => ready.promise.then(() => ({ type: 'ok', state: 'started' })) },
      { name },
    );
    const state = Sys.getState(system.via(name));
    ready.open();
    await starting;
    expect(await state).toBe('started');
  });
});

describe('Sys.replaceState', () => {
  test('puts what the function makes of the state in its place and answers it (SY-02)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    tell(pid, () => noreply(20));
    expect(await Sys.replaceState(pid, (state: number) => state + 1)).toBe(21);
    expect(await ask(pid, (_context, state) => state)).toBe(21);
  });

  test('rejects when the function throws; the state stays and the server lives (SY-03)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const boom = new Error('boom');
    const replaced = Sys.replaceState(pid, () => {
      throw boom;
    });
    await expect(replaced).rejects.toMatchObject({ code: 'ERR_CALLBACK_FAILED', cause: boom });
    expect(await ask(pid, (_context, state) => state)).toBe('initial');
  });

  test('may call neither the server itself nor wait for it', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    let inner: Promise<unknown> = Promise.resolve();
    await Sys.replaceState(pid, (state) => {
      inner = ask(pid, () => 1).catch((error: unknown) => error);
      return state;
    });
    expect(await inner).toMatchObject({ code: 'ERR_CALLING_SELF' });
  });
});

describe('every verb of Sys', () => {
  test.each(verbs)('%s of a dead server rejects with noproc (SY-14)', async (_name, verb) => {
    const { system, clock } = testSystem();
    const pid = await startPuppet(system);
    await GenServer.stop(pid);
    await expect(verb(pid)).rejects.toMatchObject({ code: 'ERR_NO_PROCESS', reason: 'noproc' });
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  test.each(verbs)('%s gives up after 5 s by default, not before (SY-14)', async (_name, verb) => {
    const { system, clock } = testSystem();
    const { pid } = await hung(system);
    const asked = verb(pid).catch((error: unknown) => error);
    let given: unknown;
    void asked.then((error) => {
      given = error;
    });
    await clock.advance(4_999);
    expect(given).toBeUndefined();
    await clock.advance(1);
    expect(given).toMatchObject({ code: 'ERR_CALL_TIMEOUT', reason: 'timeout', timeoutMs: 5_000 });
  });

  test.each(verbs)('%s takes a timeout, and refuses a wrong one at once', async (_name, verb) => {
    const { system, clock } = testSystem();
    const { pid } = await hung(system);
    const asked = verb(pid, { timeout: 10 });
    asked.catch(() => undefined);
    await clock.advance(10);
    await expect(asked).rejects.toMatchObject({ code: 'ERR_CALL_TIMEOUT', timeoutMs: 10 });
    const wrong = async (): Promise<unknown> => verb(pid, { timeout: -1 });
    await expect(wrong()).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: 'timeout' });
  });

  test.each(verbs)('%s stops waiting when its signal aborts', async (_name, verb) => {
    const { system, clock } = testSystem();
    const { pid } = await hung(system);
    const controller = new AbortController();
    const asked = verb(pid, { signal: controller.signal });
    controller.abort('enough');
    await expect(asked).rejects.toBe('enough');
    await expect(verb(pid, { signal: controller.signal })).rejects.toBe('enough');
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  test.each(verbs)('%s of oneself is refused, from an await as well (GS-37)', async (_n, verb) => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const refused = await ask(pid, async (context) => {
      const atOnce = verb(pid).catch((error: unknown) => error);
      await settle();
      const later = verb(pid, { caller: context }).catch((error: unknown) => error);
      return [await atOnce, await later];
    });
    expect(refused).toMatchObject([{ code: 'ERR_CALLING_SELF' }, { code: 'ERR_CALLING_SELF' }]);
  });

  test.each(verbs)('%s is told when the server ends first', async (_name, verb) => {
    const { system } = testSystem();
    const { pid, letGo } = await hung(system);
    tell(pid, (state) => ({ type: 'stop', reason: 'done', state }));
    const asked = verb(pid);
    letGo();
    await expect(asked).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason: 'done' });
  });

  test.each(verbs)('%s of a plain process is refused at once', async (_name, verb) => {
    const { system } = testSystem();
    const plain = spawn<Puppet>(system, (self) => self.receive());
    const refused = async (): Promise<unknown> => verb(plain);
    await expect(refused()).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: 'server' });
  });
});

describe('Sys.getStatus', () => {
  test('tells whether it runs, who it is, its mailbox and its state (SY-09)', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('ledger');
    const parent = await startPuppet(system);
    const pid = await startChild(parent, {}, { name });
    const { pid: told, parent: toldParent, ...rest } = await Sys.getStatus(system.via(name));
    expect([told === pid, toldParent === parent]).toEqual([true, true]);
    expect(rest).toEqual({
      status: 'running',
      name: 'ledger',
      messageQueueLength: 0,
      maxMailbox: undefined,
      state: 'initial',
    });
    expect(await Sys.getStatus(parent)).toMatchObject({ name: undefined, parent: undefined });
  });

  test('counts what waits behind it and what a suspension holds back', async () => {
    const { system } = testSystem();
    const { pid, letGo } = await hung(system);
    const before = Sys.getStatus(pid);
    for (let count = 0; count < 3; count += 1) tell(pid, (state) => noreply(state));
    letGo();
    expect(await before).toMatchObject({ status: 'running', messageQueueLength: 3 });
    await Sys.suspend(pid);
    for (let count = 0; count < 4; count += 1) tell(pid, (state) => noreply(state));
    const held = await Sys.getStatus(pid);
    expect(held).toMatchObject({ status: 'suspended', messageQueueLength: 4 });
    await Sys.resume(pid);
    expect(await Sys.getStatus(pid)).toMatchObject({ status: 'running', messageQueueLength: 0 });
  });
});

describe('Sys.terminate', () => {
  test('ends the server through terminate, before what waits (SY-15, GS-106)', async () => {
    const { system } = testSystem();
    const events: unknown[] = [];
    const work = gate();
    const pid = await startPuppet(system, { terminate: (reason) => void events.push(reason) });
    const current = request(pid, (_from, state) => work.promise.then(() => reply('served', state)));
    const ended = Sys.terminate(pid, 'no_disk');
    const behind = ask(pid, () => events.push('handled'));
    work.open();
    await ended;
    expect(await current).toBe('served');
    await expect(behind).rejects.toMatchObject({ reason: 'no_disk' });
    expect(events).toEqual(['no_disk']);
    expect(isAlive(pid)).toBe(false);
  });
});
