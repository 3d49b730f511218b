import { settle } from '@holdfast/actors/testing';
import type { RecordedRun } from './recorded-run.ts';

const SIX = ['a', 'b', 'c', 'd', 'e', 'own'] as const;
const WAIT = { whenOpen: 'wait', timeout: 60_000 } as const;

/**
 * Everything that happens to a worker, some of it at once: requests, forced calls that are answered,
 * wait, give up or run out of time, failing and hanging fences, trips, probes, reset, configure.
 */
export async function liveThrough(run: RecordedRun): Promise<void> {
  await run.start();
  await calm(run);
  await failing(run);
  await hanging(run);
  await byHand(run);
  run.disk.mode = 'ok';
  run.disk.release();
  await run.advance(70_000);
}

async function calm(run: RecordedRun): Promise<void> {
  run.request(...SIX);
  await run.advance(500);
  run.request('a', 'b');
  run.force({ timeout: 10_000 });
  run.stats();
  run.request('f', 'g');
  run.force({ timeout: 10_000, stores: ['h'] });
  await run.advance(10);
  run.request(...SIX);
  await run.advance(1_000);
  run.configure({ persistenceInterval: 700 });
  run.request(...SIX);
  run.stats();
  await run.advance(1_500);
}

/** Trips, refuses, probes in vain, and recovers. */
async function failing(run: RecordedRun): Promise<void> {
  run.disk.mode = 'fail';
  run.request(...SIX);
  run.force({ timeout: 10_000 });
  run.force(WAIT);
  await run.advance(5);
  run.force(WAIT);
  run.request('f', 'g', 'h');
  await run.advance(1_000);
  run.force({ timeout: 10_000 });
  run.force(WAIT);
  run.request(...SIX);
  await run.advance(1_500);
  run.stats();
  await run.advance(1_500);
  run.request('i');
  run.force(WAIT);
  await run.advance(2_000);
  run.disk.mode = 'ok';
  await run.advance(3_000);
  await run.advance(1_000);
}

/** Fences time out, callers run out of time or give up, late results come in. */
async function hanging(run: RecordedRun): Promise<void> {
  run.disk.mode = 'hang';
  run.request(...SIX);
  const controller = new AbortController();
  run.force({ timeout: 150 });
  run.force({ timeout: 10_000, signal: controller.signal });
  run.force(WAIT);
  run.configure({ storeTimeout: 300 });
  await run.advance(100);
  run.request('a', 'b', 'c');
  run.force({ ...WAIT, timeout: 350, stores: ['j'] });
  controller.abort(new Error('enough'));
  await run.advance(350);
  run.disk.release();
  run.stats();
  await run.advance(600);
  run.disk.mode = 'ok';
  run.force(WAIT);
  await run.advance(4_000);
}

/** The breaker is closed by hand, in the middle of a crowd. */
async function byHand(run: RecordedRun): Promise<void> {
  run.disk.mode = 'fail';
  run.request(...SIX, 'f', 'g');
  run.force({ timeout: 10_000 });
  await run.advance(1_200);
  run.request('h', 'i');
  run.force(WAIT);
  run.disk.mode = 'ok';
  run.stats();
  run.reset();
  run.stats();
  run.configure({ maxBatchSize: 2 });
  run.request(...SIX);
  run.force({ timeout: 10_000 });
  await settle();
  await run.advance(20);
  run.request(...SIX);
  await run.advance(800);
}
