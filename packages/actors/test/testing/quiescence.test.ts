import { GenServer, noreply, ok, send, spawn } from '@holdfast/actors';
import { quiescence } from '@holdfast/actors/testing';
import { describe, expect, test } from 'vitest';
import { gate, testSystem } from '../support/test-system.ts';

/** Passes a number on to the next in line, one less each time, after a turn of its own. */
const relay = {
  init: () => ok({}),
  async handleInfo(message: { readonly type: string; readonly left?: number; next?: () => void }) {
    await new Promise((resolve) => setImmediate(resolve));
    message.next?.();
    return noreply({});
  },
};

describe('quiescence', () => {
  test('waits for chains of messages however long they are', async () => {
    const { system } = testSystem();
    const pids = [
      await GenServer.start(system, relay, undefined),
      await GenServer.start(system, relay, undefined),
    ] as const;
    let passed = 0;
    const pass = (): void => {
      passed += 1;
      if (passed < 200) send(pids[passed % 2 === 0 ? 0 : 1], { type: 'pass', next: pass } as never);
    };
    pass();
    expect(await quiescence(system)).toEqual([]);
    expect(passed).toBe(200);
  });

  test('waits for processes that start others', async () => {
    const { system } = testSystem();
    let alive = 0;
    const begin = (left: number): void => {
      spawn(system, async (self) => {
        alive += 1;
        if (left > 0) begin(left - 1);
        await self.receive();
      });
    };
    begin(50);
    expect(await quiescence(system)).toEqual([]);
    expect(alive).toBe(51);
  });

  test('names those that wait in the middle of something, and not those at rest', async () => {
    const { system, clock } = testSystem();
    const opened = gate();
    spawn(system, (self) => self.receive());
    const stuck = spawn(system, () => opened.promise);
    const slow = await GenServer.start(
      system,
      {
        init: () => ok({}),
        handleInfo: () =>
          new Promise<ReturnType<typeof noreply<object, never>>>((resolve) => {
            clock.setTimer(5, () => resolve(noreply({})));
          }),
      },
      undefined,
    );
    send(slow, { type: 'timeout' });
    expect(await quiescence(system)).toEqual([stuck, slow]);
    await clock.advance(5);
    expect(await quiescence(system)).toEqual([stuck]);
    opened.open();
    expect(await quiescence(system)).toEqual([]);
  });

  test('gives up on processes that never come to rest', async () => {
    const { system } = testSystem();
    const restless = spawn(system, async (self) => {
      for (;;) {
        await self.receive();
        setImmediate(() => send(self.self, { type: 'timeout' }));
      }
    });
    send(restless, { type: 'timeout' });
    await expect(quiescence(system)).rejects.toMatchObject({ code: 'ERR_NOT_QUIET' });
  });
});
