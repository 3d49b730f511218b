import {
  exit,
  GenServer,
  isAlive,
  MailboxFullError,
  noreply,
  processName,
  Sys,
  send,
  sendAfter,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import {
  ask,
  note,
  type Puppet,
  type PuppetParts,
  startChild,
  startPuppet,
  tell,
} from '../support/puppet.ts';
import { type Gate, gate, testSystem } from '../support/test-system.ts';

type Seen = NonNullable<PuppetParts['seen']>;

const hello = { type: 'note', text: 'hello' } as const;

/** A server in whose mailbox three may wait, busy until it is let go. */
async function busy(parts: PuppetParts = {}) {
  const { system, clock } = testSystem();
  const seen: Seen = [];
  const parent = await startPuppet(system, { trapExit: true });
  const pid = await startChild(parent, { seen, ...parts }, { maxMailbox: 3 });
  const context = await ask(pid, (mine) => mine);
  const work: Gate<void> = gate();
  tell(pid, (state) => work.promise.then(() => noreply(state)));
  await settle();
  return { system, clock, parent, pid, seen, context, work };
}

/** The same with its mailbox full. */
async function full(parts: PuppetParts = {}) {
  const server = await busy(parts);
  for (let count = 0; count < 3; count += 1) GenServer.send(server.pid, hello);
  return server;
}

describe('a bounded mailbox', () => {
  test('takes as many as may wait, then refuses casts and sends with a typed error', async () => {
    const { pid, seen, work } = await busy();
    for (let count = 0; count < 3; count += 1) {
      expect(GenServer.send(pid, hello)).toEqual({ accepted: true });
    }
    let handled = false;
    const message = note(() => {
      handled = true;
    });
    for (const delivery of [
      GenServer.cast(pid, message),
      GenServer.send(pid, message),
      send(pid, message),
    ]) {
      expect(delivery.accepted).toBe(false);
      if (delivery.accepted) throw new Error('accepted');
      expect(delivery.error).toBeInstanceOf(MailboxFullError);
      expect(delivery.error).toMatchObject({
        code: 'ERR_MAILBOX_FULL',
        reason: 'mailbox_full',
        retryable: true,
        maxMailbox: 3,
      });
    }
    work.open();
    await settle();
    expect([handled, seen.length]).toEqual([false, 3]);
  });

  test('refuses a call at once, without a timer, and the server goes on', async () => {
    const { pid, work, clock } = await full();
    let handled = false;
    const refused = ask(pid, () => (handled = true));
    await expect(refused).rejects.toMatchObject({ code: 'ERR_MAILBOX_FULL', retryable: true });
    await settle();
    expect(clock.pendingTimers).toBe(0);
    work.open();
    await settle();
    expect(await ask(pid, () => 'served')).toBe('served');
    expect(handled).toBe(false);
  });

  test('refuses by name as well', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('bounded');
    const pid = await startPuppet(system, {}, { name, maxMailbox: 1 });
    const work = gate();
    tell(pid, (state) => work.promise.then(() => noreply(state)));
    await settle();
    const server = system.via(name);
    expect(
      GenServer.cast(
        server,
        note(() => undefined),
      ).accepted,
    ).toBe(true);
    expect(
      GenServer.cast(
        server,
        note(() => undefined),
      ).accepted,
    ).toBe(false);
    await expect(
      GenServer.call(server, { type: 'ask', run: () => undefined as never }),
    ).rejects.toMatchObject({ code: 'ERR_MAILBOX_FULL' });
    work.open();
  });

  test('has room again for each message that was handled', async () => {
    const { pid, work } = await full();
    work.open();
    await settle();
    for (let count = 0; count < 3; count += 1) {
      expect(
        GenServer.cast(
          pid,
          note(() => undefined),
        ).accepted,
      ).toBe(true);
    }
  });

  test('tells its depth and its limit in the status', async () => {
    const { pid, work } = await busy();
    const status = Sys.getStatus(pid);
    GenServer.send(pid, hello);
    work.open();
    expect(await status).toMatchObject({ maxMailbox: 3, messageQueueLength: 1 });
    await Sys.suspend(pid);
    GenServer.send(pid, hello);
    GenServer.send(pid, hello);
    expect(await Sys.getStatus(pid)).toMatchObject({ maxMailbox: 3, messageQueueLength: 2 });
  });

  test('counts what waits while the server is suspended', async () => {
    const { pid, work } = await busy();
    work.open();
    await Sys.suspend(pid);
    for (let count = 0; count < 3; count += 1) GenServer.send(pid, hello);
    await settle();
    expect(GenServer.send(pid, hello).accepted).toBe(false);
    await Sys.resume(pid);
    await settle();
    expect(GenServer.send(pid, hello).accepted).toBe(true);
  });

  test('refuses nothing once the server has ended: it is lost as ever', async () => {
    const { pid } = await full();
    exit(pid, 'kill');
    expect(
      GenServer.cast(
        pid,
        note(() => undefined),
      ),
    ).toEqual({ accepted: true });
    await expect(ask(pid, () => 1)).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
  });

  test('holds the messages that come during init to its limit', async () => {
    const { system } = testSystem();
    const name = processName<Puppet>('early');
    const ready = gate();
    const starting = startPuppet(
      system,
      { init: () => ready.promise.then(() => ({ type: 'ok', state: 0 })) },
      { name, maxMailbox: 2 },
    );
    await settle();
    const sent = [0, 1, 2].map(() => GenServer.send(system.via(name), hello).accepted);
    expect(sent).toEqual([true, true, false]);
    ready.open();
    expect(isAlive(await starting)).toBe(true);
  });

  test.each([0, -1, 1.5, Number.NaN, '3'])('a limit of %j is refused at the start', async (max) => {
    const { system } = testSystem();
    const start = async (): Promise<unknown> =>
      startPuppet(system, {}, { maxMailbox: max as number });
    await expect(start()).rejects.toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'maxMailbox',
    });
    expect(system.processCount).toBe(0);
  });
});

describe('what a full mailbox lets pass', () => {
  const rest = [hello, hello, hello];

  test('the DOWN of a monitor', async () => {
    const { system, seen, context, work } = await full();
    const target = await startPuppet(system);
    context.monitor(target);
    exit(target, 'kill');
    work.open();
    await settle();
    expect(seen).toMatchObject([...rest, { type: 'DOWN', reason: 'killed' }]);
  });

  test('a trapped exit, and that of its parent', async () => {
    const { pid, parent, seen, work } = await full({ trapExit: true });
    exit(pid, 'hint');
    exit(parent, 'kill');
    work.open();
    await settle();
    expect(seen).toMatchObject([...rest, { type: 'EXIT', reason: 'hint' }]);
    expect(isAlive(pid)).toBe(false);
  });

  test('its timers, its own and those set by others', async () => {
    const { pid, clock, seen, context, work } = await full();
    context.sendAfter(10, { type: 'note', text: 'own' });
    sendAfter(pid, 20, { type: 'note', text: 'by another' });
    await clock.advance(20);
    work.open();
    await settle();
    expect(seen.slice(3)).toMatchObject([{ text: 'own' }, { text: 'by another' }]);
  });

  test('a stop', async () => {
    const { pid, seen, work } = await full();
    const stopped = GenServer.stop(pid, 'done');
    work.open();
    await stopped;
    expect(seen).toEqual(rest);
  });

  test('system messages', async () => {
    const { pid, work } = await full();
    const state = Sys.getState(pid);
    const suspended = Sys.suspend(pid);
    work.open();
    expect(await state).toBe('initial');
    await suspended;
  });

  test('a continue', async () => {
    const { system } = testSystem();
    const events: string[] = [];
    const work = gate();
    const pid = await startPuppet(system, {}, { maxMailbox: 1 });
    const next = note(() => events.push('continue'));
    tell(pid, (state) => work.promise.then(() => noreply(state, { continue: next })));
    await settle();
    GenServer.cast(
      pid,
      note(() => events.push('waiting')),
    );
    expect(GenServer.send(pid, hello).accepted).toBe(false);
    work.open();
    await settle();
    expect(events).toEqual(['continue', 'waiting']);
  });
});
