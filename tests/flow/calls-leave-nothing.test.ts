import { describe, expect, it } from 'vitest';
import { runScript } from '../support/run-script.ts';

/** Half of a single pointer: what is allowed is noise, a thing kept for each call is more. */
const BYTES_PER_CALL = 4;

interface Remains {
  readonly timers: number;
  readonly listeners: number;
  readonly heapGrowth: number;
  readonly settled: number;
}

/**
 * Makes `few` calls and then `many` more in a process of its own, a thousand at a time; answers
 * what the many left behind. `call` is an expression. One more call waits all the while, as there
 * is always one in a busy system: what is tidied up only when nobody waits would pile up.
 */
async function remainsOf(call: string, few: number, many: number): Promise<Remains> {
  const { stdout, stderr } = await runScript(
    `
    import { getEventListeners } from 'node:events';
    import { setImmediate as nextTurn } from 'node:timers/promises';
    import { setFlagsFromString } from 'node:v8';
    import { runInNewContext } from 'node:vm';
    import { ActorSystem, GenServer, noreply, ok, reply, silentLogger } from '@holdfast/actors';

    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc');
    const system = new ActorSystem({ logger: silentLogger });
    const server = await GenServer.start(system, {
      init: () => ok(0),
      handleCall({ type }, from, count) {
        if (type === 'get') return reply(count + 1, count + 1);
        if (type === 'wait for release') release = () => GenServer.reply(from, 1);
        return noreply(count);
      },
    }, undefined);
    let release = () => undefined;
    const { signal } = new AbortController();
    let settled = 0;

    const calls = async (count) => {
      for (let made = 0; made < count; made += 1_000) {
        const waiting = Array.from({ length: 1_000 }, () => ${call});
        for (const { value, reason } of await Promise.allSettled(waiting)) {
          if (value > 0 || reason?.code === 'ERR_CALL_TIMEOUT') settled += 1;
        }
      }
    };
    const heapAtRest = async () => {
      for (let turn = 0; turn < 4; turn += 1) {
        await nextTurn();
        collectGarbage();
      }
      return process.memoryUsage().heapUsed;
    };
    const timers = () =>
      process.getActiveResourcesInfo().filter((kind) => /Timeout|Immediate/.test(kind)).length;

    const longest = GenServer.call(server, { type: 'wait for release' }, { timeout: 600_000 });
    await calls(${few});
    const before = await heapAtRest();
    await calls(${many});
    const heapGrowth = (await heapAtRest()) - before;
    const listeners = getEventListeners(signal, 'abort').length;
    release();
    await longest;
    await heapAtRest();
    console.log(JSON.stringify({ timers: timers(), listeners, heapGrowth, settled }));
    process.exit();
  `,
    120_000,
  );
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Remains;
}

describe('calls with timeouts', () => {
  it.each([
    ['answered', 'GenServer.call(server, { type: "get" }, { timeout: 600_000 })'],
    [
      'answered, with a signal',
      'GenServer.call(server, { type: "get" }, { timeout: 600_000, signal })',
    ],
  ])(
    'leave no timer, listener or memory behind after a million: %s',
    async (_, call) => {
      const remains = await remainsOf(call, 100_000, 900_000);
      expect(remains).toMatchObject({ timers: 0, listeners: 0, settled: 1_000_000 });
      expect(remains.heapGrowth).toBeLessThan(900_000 * BYTES_PER_CALL);
    },
    120_000,
  );

  it('leave nothing behind either when their time is over', async () => {
    const call = 'GenServer.call(server, { type: "wait" }, { timeout: 1, signal })';
    const remains = await remainsOf(call, 10_000, 90_000);
    expect(remains).toMatchObject({ timers: 0, listeners: 0, settled: 100_000 });
    expect(remains.heapGrowth).toBeLessThan(90_000 * BYTES_PER_CALL);
  }, 120_000);
});
