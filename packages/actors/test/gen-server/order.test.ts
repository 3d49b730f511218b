import { GenServer, noreply } from '@holdfast/actors';
import { describe, expect, test } from 'vitest';
import { act, ask, note, startPuppet, tell } from '../support/puppet.ts';
import { gate, testSystem } from '../support/test-system.ts';

describe('the order of messages (GS-60 to GS-63, GS-70 to GS-76)', () => {
  test('casts, calls and infos of one sender are handled in the order sent', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const handled: number[] = [];
    const calls: Promise<unknown>[] = [];
    for (let index = 0; index < 3_000; index += 1) {
      const handle = (): void => void handled.push(index);
      if (index % 3 === 0) GenServer.cast(pid, note(handle));
      else if (index % 3 === 1) GenServer.send(pid, note(handle));
      else calls.push(ask(pid, handle));
    }
    await Promise.all(calls);
    expect(handled).toEqual(Array.from({ length: 3_000 }, (_, index) => index));
  });

  test('so they are when every handler is asynchronous', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const handled: number[] = [];
    for (let index = 0; index < 300; index += 1) {
      tell(pid, async (state) => {
        // Later messages wait for less.
        for (let turn = 300 - index; turn > 0; turn -= 10) await Promise.resolve();
        handled.push(index);
        return noreply(state);
      });
    }
    await ask(pid, () => undefined);
    expect(handled).toEqual(Array.from({ length: 300 }, (_, index) => index));
  });

  test('when a call returns, everything the caller sent before has been handled (GS-71)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    let count = 0;
    for (let index = 0; index < 10_000; index += 1)
      GenServer.cast(
        pid,
        note(() => count++),
      );
    await ask(pid, () => undefined);
    expect(count).toBe(10_000);
  });

  test('what a handler sends to its own server comes after what already waits (GS-73)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    const events: string[] = [];
    tell(pid, (state, { self }) => {
      GenServer.cast(
        self,
        note(() => events.push('own')),
      );
      return noreply(state);
    });
    GenServer.send(
      pid,
      note(() => events.push('waiting')),
    );
    await ask(pid, () => undefined);
    await ask(pid, () => undefined);
    expect(events).toEqual(['waiting', 'own']);
  });

  test('no callback starts before the previous one has settled (GS-75, JS-01)', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    let running = 0;
    let most = 0;
    const enter = async (state: unknown) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return noreply(state);
    };
    for (let round = 0; round < 20; round += 1) {
      tell(pid, enter);
      GenServer.send(pid, act(enter));
      tell(pid, async (state) => ({ ...(await enter(state)), next: { continue: act(enter) } }));
    }
    await ask(pid, () => undefined);
    expect(most).toBe(1);
  });

  test('two servers interleave while both wait', async () => {
    const { system } = testSystem();
    const [a, b] = [await startPuppet(system), await startPuppet(system)];
    const [first, second] = [gate(), gate()];
    const slow = ask(a, async () => {
      second.open();
      await first.promise;
    });
    const fast = ask(b, async () => {
      await second.promise;
      first.open();
    });
    await Promise.all([slow, fast]);
  });
});

describe('sending to what is not there (GS-60, GS-62, PR-30)', () => {
  test('cast, send and a reply to a dead server are silently dropped', async () => {
    const { system } = testSystem();
    const pid = await startPuppet(system);
    await GenServer.stop(pid);
    let handled = false;
    const message = note(() => {
      handled = true;
    });
    GenServer.cast(pid, message);
    GenServer.send(pid, message);
    await expect(ask(pid, () => 1)).rejects.toMatchObject({ code: 'ERR_NO_PROCESS' });
    expect(handled).toBe(false);
  });
});
