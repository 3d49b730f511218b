import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as elapse } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { nodeCommand, startChild } from './support/child-process.ts';
import { between, runSeed, seededRandom } from './support/seeded-random.ts';
import type { WritingOptions } from './support/writing-child.ts';
import { inspect, isPromise, isReady, missing } from './support/written-store.ts';

const rounds = Number(process.env['HOLDFAST_KILL_ROUNDS'] ?? 10);
const seed = runSeed();
const STREAMS = 8;

it(
  `a process killed at a random moment loses nothing, ${rounds} rounds`,
  async () => {
    const random = seededRandom(seed);
    const path = await mkdtemp(join(tmpdir(), 'holdfast-kill-'));
    let promises = 0;
    try {
      for (let round = 1; round <= rounds; round += 1) {
        promises += await killOnce(path, between(random, 5, 250), between(random, 0, 4));
      }
      expect(promises).toBeGreaterThan(0);
    } catch (error) {
      throw new Error(`seed ${seed}: run again with HOLDFAST_SEED=${seed}`, { cause: error });
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  },
  20_000 + rounds * 5_000,
);

/** One round in the folder of the rounds before; returns how many fences had resolved. */
async function killOnce(path: string, afterMs: number, pauseMs: number): Promise<number> {
  const options: WritingOptions = {
    path,
    streams: STREAMS,
    padding: 60,
    fences: 1_000_000,
    pauseMs,
    // Small, so that logs are rotated and tables are made within a round.
    writeBufferSize: 256 * 1024,
  };
  const child = startChild(nodeCommand('writing-child.ts', [JSON.stringify(options)]));
  await child.said(isReady);
  await elapse(afterMs);
  child.process.kill('SIGKILL');
  expect(await child.ended).toBe('SIGKILL');
  const promised = child.lines.filter(isPromise);
  const last = promised.at(-1);
  const found = await inspect(path, STREAMS);
  expect(missing(last?.fenced ?? [], found.counts), 'fenced events are missing').toBe(0);
  expect(missing(last?.accepted ?? [], found.counts), 'accepted events are missing').toBe(0);
  // The operating system lives on and keeps every byte, so there is no gap to trim.
  expect(found.recovery.trimmed).toBe(0);
  return promised.length;
}
