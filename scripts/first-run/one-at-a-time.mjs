/**
 * Keeps two first runs (`npm start` and `npm test` at the same moment) from installing into one
 * folder. The lock is a file that its holder touches every second; one that nobody touches any
 * more was left by a run that was killed, and is taken over. No process id: those repeat in
 * containers.
 */
import { mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './step.mjs';

const TOUCH_EVERY_MS = 1_000;
const LEFT_BEHIND_AFTER_MS = 10_000;

/** Runs `work` once no other process is inside for the same lock. */
export async function oneAtATime(lock, work) {
  mkdirSync(dirname(lock), { recursive: true });
  let waiting = false;
  while (!take(lock)) {
    if (!waiting) say('waiting for another run that is installing or building');
    waiting = true;
    await sleep(200);
  }
  const release = () => rmSync(lock, { force: true });
  const interrupted = () => process.exit(130);
  const touching = setInterval(() => touch(lock), TOUCH_EVERY_MS);
  process.once('exit', release);
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    await work();
  } finally {
    clearInterval(touching);
    process.off('exit', release).off('SIGINT', interrupted).off('SIGTERM', interrupted);
    release();
  }
}

function take(lock) {
  try {
    writeFileSync(lock, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    const touched = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - touched > LEFT_BEHIND_AFTER_MS) rmSync(lock, { force: true });
    return false;
  }
}

function touch(lock) {
  try {
    utimesSync(lock, new Date(), new Date());
  } catch {
    // Somebody removed the lock; the stamps are still written last and whole.
  }
}
