import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { ActorSystem, exit, GenServer, isAlive, noreply, silentLogger } from '@holdfast/actors';
import { describe, expect, test } from 'vitest';
import {
  act,
  ask,
  type Handler,
  note,
  type PuppetPid,
  startPuppet,
  tell,
} from '../support/puppet.ts';

/** Real time: only counts are compared, never durations. */
const started = (): Promise<PuppetPid> => startPuppet(new ActorSystem({ logger: silentLogger }));

/** Floods `server` with messages to itself until told to stop; counts them. */
function flood(server: PuppetPid, isAsync: boolean): { count: number; running: boolean } {
  const state = { count: 0, running: true };
  const again: Handler = (value, { self }) => {
    state.count += 1;
    // A starved event loop would keep us here for ever: the flood ends by itself.
    if (state.count >= 3_000_000) state.running = false;
    if (state.running) GenServer.cast(self, act(again));
    return isAsync ? Promise.resolve(noreply(value)) : noreply(value);
  };
  tell(server, again);
  return state;
}

describe('a server that floods itself', () => {
  test.each([
    ['synchronous', false],
    ['asynchronous', true],
  ])('lets a setImmediate through, with %s handlers', async (_what, isAsync) => {
    const server = await started();
    const flooding = flood(server, isAsync);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(flooding.running).toBe(true);
    flooding.running = false;
    expect(flooding.count).toBeGreaterThan(0);
    expect(flooding.count).toBeLessThan(100_000);
  });

  test.each([
    ['synchronous', false],
    ['asynchronous', true],
  ])('lets a setTimeout through, with %s handlers', async (_what, isAsync) => {
    const server = await started();
    const flooding = flood(server, isAsync);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(flooding.running).toBe(true);
    flooding.running = false;
  });

  test('lets other servers answer', async () => {
    const system = new ActorSystem({ logger: silentLogger });
    const [busy, other] = [await startPuppet(system), await startPuppet(system)];
    const flooding = flood(busy, false);
    for (let call = 0; call < 5; call += 1) await ask(other, () => 'served');
    expect(flooding.running).toBe(true);
    flooding.running = false;
  });

  test('and so do fifty of them at once', async () => {
    const system = new ActorSystem({ logger: silentLogger });
    const servers = await Promise.all(Array.from({ length: 50 }, () => startPuppet(system)));
    const floods = servers.map((server) => flood(server, false));
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    for (const flooding of floods) flooding.running = false;
    expect(floods.every(({ count }) => count > 0)).toBe(true);
    expect(Math.max(...floods.map(({ count }) => count))).toBeLessThan(100_000);
  });
});

describe('timers and sockets beside a server that floods itself', () => {
  /** So many messages at most may be handled while a timer or an echo comes round once. */
  const MOST_MESSAGES = 100_000;
  const ROUNDS = 50;

  test.each([
    ['synchronous', false],
    ['asynchronous', true],
  ])('come round again and again, with %s handlers', async (_what, isAsync) => {
    const echoed = await echoServer();
    const flooding = flood(await started(), isAsync);
    const [ticks, echoes] = await Promise.all([
      timesCounted(flooding, (again) => void setTimeout(again, 1)),
      timesCounted(flooding, echoed.roundTrip),
    ]);
    expect(flooding.running).toBe(true);
    flooding.running = false;
    echoed.close();
    for (const rounds of [ticks, echoes]) {
      expect(rounds).toHaveLength(ROUNDS);
      // The flood went on meanwhile, and let each of them through.
      expect(rounds.reduce((sum, count) => sum + count)).toBeGreaterThan(ROUNDS);
      expect(Math.max(...rounds)).toBeLessThan(MOST_MESSAGES);
    }
  });

  /** How many messages were handled during each round of something that calls back. */
  function timesCounted(
    flooding: { readonly count: number; readonly running: boolean },
    round: (done: () => void) => void,
  ): Promise<number[]> {
    const counts: number[] = [];
    return new Promise((resolve) => {
      const next = (): void => {
        const before = flooding.count;
        round(() => {
          counts.push(flooding.count - before);
          if (counts.length === ROUNDS || !flooding.running) resolve(counts);
          else next();
        });
      };
      next();
    });
  }

  /** A real socket to a server on the loopback that sends back what it gets. */
  async function echoServer(): Promise<{ roundTrip: (done: () => void) => void; close(): void }> {
    const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect(port, '127.0.0.1');
    await once(client, 'connect');
    return {
      roundTrip(done) {
        client.once('data', done);
        client.write('x');
      },
      close() {
        client.destroy();
        server.close();
      },
    };
  }
});

describe('servers that talk to each other', () => {
  test('two that play ping-pong let a setImmediate through', async () => {
    const system = new ActorSystem({ logger: silentLogger });
    const players = [await startPuppet(system), await startPuppet(system)] as const;
    let hits = 0;
    let playing = true;
    const hit =
      (turn: 0 | 1): Handler =>
      (state) => {
        hits += 1;
        if (hits >= 1_000_000) playing = false;
        if (playing) tell(players[turn], hit(turn === 0 ? 1 : 0));
        return noreply(state);
      };
    tell(players[0], hit(1));
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(playing).toBe(true);
    playing = false;
    expect(hits).toBeGreaterThan(1);
  });

  test('a caller that calls in a loop lets a setImmediate through', async () => {
    const server = await started();
    const state = { immediate: false, calls: 0 };
    setImmediate(() => {
      state.immediate = true;
    });
    while (!state.immediate && state.calls < 200_000) {
      await ask(server, () => undefined);
      state.calls += 1;
    }
    expect(state.immediate).toBe(true);
  });
});

describe('a mailbox under load', () => {
  test('handles two hundred thousand waiting messages, each once and in order', async () => {
    const server = await started();
    let expected = 0;
    let wrong = 0;
    for (let index = 0; index < 200_000; index += 1) {
      GenServer.cast(
        server,
        note(() => {
          if (index !== expected) wrong += 1;
          expected += 1;
        }),
      );
    }
    await ask(server, () => undefined, { timeout: 60_000 });
    expect([expected, wrong]).toEqual([200_000, 0]);
  });

  test('ten thousand servers each get their own message', async () => {
    const system = new ActorSystem({ logger: silentLogger });
    const servers = await Promise.all(Array.from({ length: 10_000 }, () => startPuppet(system)));
    expect(system.processCount).toBe(10_000);
    const answers = await Promise.all(
      servers.map((server, index) => ask(server, () => index, { timeout: 60_000 })),
    );
    expect(answers.every((value, index) => value === index)).toBe(true);
    await system.close();
    expect(servers.some((server) => isAlive(server))).toBe(false);
  });

  test('a killed server drops what waits and handles none of it', async () => {
    const server = await started();
    let handled = 0;
    for (let index = 0; index < 100_000; index += 1)
      GenServer.cast(
        server,
        note(() => handled++),
      );
    await new Promise((resolve) => setImmediate(resolve));
    exit(server, 'kill');
    const atEnd = handled;
    expect(atEnd).toBeLessThan(100_000);
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(handled).toBe(atEnd);
  });
});
