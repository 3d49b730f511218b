/**
 * The promise under `kill -9`: whatever was reported durable is there afterwards. Rounds and seed
 * come from HOLDFAST_KILL_ROUNDS and HOLDFAST_SEED; a failure names the seed and the round.
 */
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { runJob, startJob, workFolder } from './support/job.ts';

const ROUNDS = Number(process.env['HOLDFAST_KILL_ROUNDS'] ?? 20);
const SEED = Number(process.env['HOLDFAST_SEED'] ?? randomInt(2 ** 31));
const AT_A_TIME = 4;
const REPLAY_MS = 2_500;

it(`loses nothing that was durable in ${ROUNDS} kills (seed ${SEED})`, {
  timeout: 60_000 + ROUNDS * 8_000,
}, async () => {
  const random = generator(SEED);
  const moments = Array.from({ length: ROUNDS }, () => random() * REPLAY_MS);
  const durable: number[] = [];
  await Promise.all(
    Array.from({ length: AT_A_TIME }, async () => {
      for (let ms = moments.pop(); ms !== undefined; ms = moments.pop()) {
        durable.push(await killedRun(ms));
      }
    }),
  );
  const kept = durable.filter((count) => count > 0 && count < 3_414).length;
  console.log(`kill -9: ${ROUNDS} rounds, durable before the kill: ${durable.join(', ')}`);
  // A kill before the first note, or after the last, proves little.
  expect(kept, `seed ${SEED}`).toBeGreaterThanOrEqual(Math.floor(ROUNDS / 2));
});

/** Kills a run with its faults `ms` after the replay began. Answers how much was durable. */
async function killedRun(ms: number): Promise<number> {
  const folder = workFolder();
  const job = startJob(folder, ['--quick', '--duration', String(REPLAY_MS / 1000), '--data', 'd']);
  const log = join(folder, 'd', 'durable.log');
  // The notebook is opened when the replay begins.
  while (!existsSync(log) && job.process.exitCode === null) await sleep(5);
  await sleep(ms);
  job.process.kill('SIGKILL');
  await job.finished;
  const { code, stdout, stderr } = await runJob(folder, ['--verify', '--data', 'd']);
  const story = `seed ${SEED}, killed after ${ms} ms\n${stdout}${stderr}`;
  expect(stderr, story).toBe('');
  expect(stdout, story).toMatch(/^Verified: all/m);
  expect(code, story).toBe(0);
  return readFileSync(log, 'utf8').split('\n').length - 1;
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
