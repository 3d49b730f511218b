import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as elapse } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { nodeCommand, startChild } from './support/child-process.ts';
import { CRASH_ADAPTERS, type CrashAdapter } from './support/crash-adapters.ts';
import { between, runSeed, seededRandom } from './support/seeded-random.ts';
import type { WritingOptions } from './support/writing-child.ts';
import { inspect, isPromise, isReady, missing } from './support/written-store.ts';

const asked = process.env['HOLDFAST_KILL_ROUNDS'];
const rounds = Number(asked ?? 10);
const seed = runSeed();
const STREAMS = 8;

it.each(CRASH_ADAPTERS)(
  `$name: a process killed at a random moment loses nothing, ${rounds} rounds`,
  async (adapter) => {
    const random = seededRandom(seed);
    const path = await mkdtemp(join(tmpdir(), 'holdfast-kill-'));
    let promises = 0;
    try {
      for (let round = 1; round <= rounds; round += 1) {
        promises += await killOnce(adapter, path, between(random, 5, 250), between(random, 0, 4));
        // A folder of its own now and then: reading it whole takes longer with every round.
        if (round % 20 === 0) await rm(path, { recursive: true, force: true });
      }
      expect(promises).toBeGreaterThan(0);
    } catch (error) {
      throw new Error(`seed ${seed}: run again with HOLDFAST_SEED=${seed}`, { cause: error });
    } finally {
      await rm(path, { recursive: true, force: true });
    }
    if (asked !== undefined) console.log(`${adapter.name}: seed ${seed}, ${promises} fences held`);
  },
  20_000 + rounds * 5_000,
);

/** One round in the folder of the rounds before; returns how many fences had resolved. */
async function killOnce(
  adapter: CrashAdapter,
  path: string,
  afterMs: number,
  pauseMs: number,
): Promise<number> {
  const options: WritingOptions = {
    adapter: adapter.name,
    path,
    streams: STREAMS,
    padding: 60,
    fences: 1_000_000,
    pauseMs,
  };
  const child = startChild(nodeCommand('writing-child.ts', [JSON.stringify(options)]));
  await child.said(isReady);
  await elapse(afterMs);
  child.process.kill('SIGKILL');
  expect(await child.ended).toBe('SIGKILL');
  const promised = child.lines.filter(isPromise);
  const last = promised.at(-1);
  const found = await inspect(adapter, path, STREAMS);
  expect(missing(last?.fenced ?? [], found.counts), 'fenced events are missing').toBe(0);
  expect(missing(last?.accepted ?? [], found.counts), 'accepted events are missing').toBe(0);
  // The operating system lives on and keeps every byte, so there is no gap to trim.
  expect(found.trimmed).toBe(0);
  return promised.length;
}
