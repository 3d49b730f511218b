import {
  type ActorSystem,
  exit,
  exited,
  type Pid,
  type PlainContext,
  processInfo,
  send,
  spawn,
  takeWaiting,
} from '@holdfast/actors';
import { settle } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { gate, observe, testSystem } from '../support/test-system.ts';

interface Box {
  readonly info: { readonly type: 'number' | 'word'; readonly value: unknown };
}

type Self = PlainContext<Box>;

const number = (value: number) => ({ type: 'number', value }) as const;
const word = (value: string) => ({ type: 'word', value }) as const;
const isWord = ({ type }: { readonly type: string }): boolean => type === 'word';
const refuse = (): never => {
  throw new Error('in match');
};

/** A process that runs nothing but what the test has it do, and lives until it is told to end. */
async function idle(system: ActorSystem): Promise<{ pid: Pid<Box>; self: Self }> {
  const told = gate<Self>();
  const pid = spawn<Box>(system, (self) => {
    told.open(self);
    return new Promise(() => undefined);
  });
  return { pid, self: await told.promise };
}

async function started() {
  const { system, clock } = testSystem();
  return { system, clock, ...(await idle(system)) };
}

describe('receive', () => {
  test('takes messages in the order sent, waiting or not (GS-70)', async () => {
    const { pid, self } = await started();
    send(pid, number(1));
    send(pid, word('a'));
    expect([await self.receive(), await self.receive()]).toEqual([number(1), word('a')]);
    const next = self.receive();
    const watch = observe(next);
    await settle();
    expect(watch.settled).toBe(false);
    send(pid, number(2));
    expect(await next).toEqual(number(2));
  });

  test('takes the first that matches; the others stay, in order', async () => {
    const { pid, self } = await started();
    for (const message of [number(1), word('a'), number(2), word('b')]) send(pid, message);
    expect(await self.receive({ match: isWord })).toEqual(word('a'));
    expect(processInfo(pid)?.messageQueueLength).toBe(3);
    expect(await self.receive()).toEqual(number(1));
    expect(await self.receive()).toEqual(number(2));
    expect(await self.receive()).toEqual(word('b'));
  });

  test('waits for one that matches while others arrive', async () => {
    const { pid, self } = await started();
    const wanted = self.receive({ match: isWord });
    send(pid, number(1));
    await settle();
    expect(observe(wanted).settled).toBe(false);
    send(pid, word('a'));
    expect(await wanted).toEqual(word('a'));
    expect(await self.receive()).toEqual(number(1));
  });

  test('gives up after its timeout, and what comes then waits', async () => {
    const { pid, self, clock } = await started();
    send(pid, number(1));
    const wanted = self.receive({ match: isWord, timeout: 100 });
    const watch = observe(wanted);
    await clock.advance(99);
    expect(watch.settled).toBe(false);
    await clock.advance(1);
    await expect(wanted).rejects.toMatchObject({
      code: 'ERR_RECEIVE_TIMEOUT',
      timeoutMs: 100,
      retryable: true,
    });
    send(pid, word('late'));
    expect(await self.receive()).toEqual(number(1));
    expect(await self.receive()).toEqual(word('late'));
  });

  test('with a timeout of 0 looks only at what is there', async () => {
    const { pid, self, clock } = await started();
    send(pid, number(1));
    expect(await self.receive({ timeout: 0 })).toEqual(number(1));
    await expect(self.receive({ timeout: 0 })).rejects.toMatchObject({
      code: 'ERR_RECEIVE_TIMEOUT',
      timeoutMs: 0,
    });
    expect(clock.pendingTimers).toBe(0);
  });

  test('in time leaves no timer behind', async () => {
    const { pid, self, clock } = await started();
    const next = self.receive({ timeout: 100 });
    send(pid, number(1));
    await next;
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([-1, Number.NaN, 'soon'])('refuses the timeout %j', async (timeout) => {
    const { self } = await started();
    const received = async (): Promise<unknown> => self.receive({ timeout: timeout as number });
    await expect(received()).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
  });

  test('stops waiting when its signal aborts; the process goes on', async () => {
    const { pid, self } = await started();
    const controller = new AbortController();
    const { signal } = controller;
    const next = self.receive({ signal });
    controller.abort('enough');
    await expect(next).rejects.toBe('enough');
    send(pid, number(1));
    await expect(self.receive({ signal })).rejects.toBe('enough');
    expect(await self.receive()).toEqual(number(1));
  });

  test('is one at a time', async () => {
    const { pid, self } = await started();
    const first = self.receive();
    const second = async (): Promise<unknown> => self.receive();
    await expect(second()).rejects.toThrow('receiving already');
    send(pid, number(1));
    expect(await first).toEqual(number(1));
  });

  test('gets DOWN, EXIT, timers and messages as they come (GS-63)', async () => {
    const { system, pid, self, clock } = await started();
    const other = await idle(system);
    self.trapExit(true);
    self.link(other.pid);
    self.monitor(other.pid);
    self.sendAfter(10, word('timer'));
    send(pid, number(1));
    exit(other.pid, 'kill');
    await clock.advance(10);
    const types: string[] = [];
    for (let count = 0; count < 4; count += 1) types.push((await self.receive()).type);
    expect(types).toEqual(['number', 'EXIT', 'DOWN', 'word']);
  });
});

describe('a match that throws', () => {
  test('rejects receive and takes nothing, whatever is there', async () => {
    const { pid, self } = await started();
    send(pid, number(1));
    send(pid, number(2));
    const received = async (): Promise<unknown> => self.receive({ match: refuse });
    await expect(received()).rejects.toThrow('in match');
    expect([await self.receive(), await self.receive()]).toEqual([number(1), number(2)]);
  });

  test('rejects receive when a message comes, which stays; the process goes on', async () => {
    const { pid, self } = await started();
    const received = self.receive({ match: refuse });
    send(pid, number(1));
    await expect(received).rejects.toThrow('in match');
    expect(await self.receive()).toEqual(number(1));
  });
});

describe('takeWaiting', () => {
  test('takes the first that matches out of what waits unhandled', async () => {
    const { pid, self } = await started();
    for (const message of [number(1), word('a'), word('b')]) send(pid, message);
    expect(takeWaiting(pid, isWord)).toEqual(word('a'));
    await settle();
    expect(takeWaiting(pid, isWord)).toEqual(word('b'));
    expect(takeWaiting(pid, isWord)).toBeUndefined();
    expect(await self.receive()).toEqual(number(1));
  });

  test('takes nothing that is not there, nor from a dead process', async () => {
    const { pid } = await started();
    expect(takeWaiting(pid, () => true)).toBeUndefined();
    send(pid, number(1));
    exit(pid, 'kill');
    expect(takeWaiting(pid, () => true)).toBeUndefined();
    await exited(pid);
  });

  test('of which the predicate throws takes nothing away', async () => {
    const { pid, self } = await started();
    send(pid, number(1));
    expect(() => takeWaiting(pid, refuse)).toThrow('in match');
    await settle();
    expect(() => takeWaiting(pid, refuse)).toThrow('in match');
    expect(await self.receive()).toEqual(number(1));
  });
});
