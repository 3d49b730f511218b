/** Clients and servers that are killed at random while a child appends and fences at full speed. */
import { setTimeout as elapse } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { PostgresServer, whyNoPostgres } from '../support/postgres-server.ts';
import { nodeCommand, startChild } from './support/child-process.ts';
import { POSTGRES } from './support/postgres-adapter.ts';
import { between, runSeed, seededRandom } from './support/seeded-random.ts';
import type { WritingOptions } from './support/writing-child.ts';
import { type Found, inspect, isPromise, isReady, missing } from './support/written-store.ts';

const obstacle = whyNoPostgres();
const title = obstacle === undefined ? '' : ` (skipped: ${obstacle})`;
const asked = process.env['HOLDFAST_KILL_ROUNDS'];
const rounds = Number(asked ?? 3);
const seed = runSeed();
const STREAMS = 8;

interface Round {
  readonly fences: number;
  /** Accepted events that are gone. */
  readonly lost: number;
  readonly found: Found;
}

describe.skipIf(obstacle !== undefined)(`PostgreSQL, ${rounds} rounds${title}`, () => {
  let server: PostgresServer | undefined;

  afterEach(async () => {
    await server?.remove();
    server = undefined;
  });

  it(
    'a client killed at a random moment loses nothing that was accepted',
    () =>
      manyRounds(async (running, random) => {
        const round = await crash(running, random, ({ process }) => {
          process.kill('SIGKILL');
        });
        expect(round.lost, 'accepted events are missing').toBe(0);
        return round;
      }),
    60_000 + rounds * 10_000,
  );

  it(
    'a server killed at a random moment loses nothing that was fenced',
    () =>
      manyRounds((running, random) =>
        crash(running, random, async () => {
          await running.stop('immediate');
          await running.resume();
        }),
      ),
    60_000 + rounds * 15_000,
  );

  async function manyRounds(
    round: (running: PostgresServer, random: () => number) => Promise<Round>,
  ): Promise<void> {
    const random = seededRandom(seed);
    let fences = 0;
    let lost = 0;
    try {
      for (let number = 1; number <= rounds; number += 1) {
        // Anew now and then: reading it whole takes longer with every round.
        if (number % 20 === 1) {
          await server?.remove();
          server = await PostgresServer.start();
        }
        const { fences: more, lost: gone } = await round(server as PostgresServer, random);
        fences += more;
        lost += gone;
      }
      expect(fences).toBeGreaterThan(0);
    } catch (error) {
      throw new Error(`seed ${seed}: run again with HOLDFAST_SEED=${seed}`, { cause: error });
    }
    if (asked !== undefined) {
      console.log(`seed ${seed}: ${fences} fences held, ${lost} unfenced events lost`);
    }
  }
});

/** One round on what the rounds before have left. Fails when a fenced event is missing. */
async function crash(
  server: PostgresServer,
  random: () => number,
  strike: (child: ReturnType<typeof startChild>) => Promise<void> | void,
): Promise<Round> {
  const options: WritingOptions = {
    adapter: POSTGRES.name,
    path: server.connection,
    streams: STREAMS,
    padding: 60,
    fences: 1_000_000,
    pauseMs: between(random, 0, 4),
  };
  const child = startChild(nodeCommand('writing-child.ts', [JSON.stringify(options)]));
  await child.said(isReady);
  await elapse(between(random, 5, 250));
  await strike(child);
  await child.ended;
  await server.alone();
  const last = child.lines.filter(isPromise).at(-1);
  const found = await inspect(POSTGRES, server.connection, STREAMS);
  expect(missing(last?.fenced ?? [], found.counts), 'fenced events are missing').toBe(0);
  return {
    fences: child.lines.filter(isPromise).length,
    lost: missing(last?.accepted ?? [], found.counts),
    found,
  };
}
