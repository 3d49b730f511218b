/** Holdfast as a contender in supervision: one worker that crashes, and many of which some do. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GenServer, type Pid, processName } from '@holdfast/actors';
import { Supervisor } from '@holdfast/supervision';
import { type Counter, counter, lives, system, UNLIMITED, Workers } from './holdfast-counter.ts';
import { percentiles } from './percentiles.ts';
import type { Answer } from './protocol.ts';
import { serve } from './serve.ts';
import { versionOf } from './version.ts';

const NAME = processName<Counter>('counter');

let workers: Workers | undefined;
let pids: readonly Pid<Counter>[] = [];

/** One worker, known by its name, is crashed until it has come back so often. */
async function restarts(count: number): Promise<Answer> {
  const children = [GenServer.childSpec(counter, 0, { name: NAME })];
  const supervisor = await Supervisor.start(system, { children, ...UNLIMITED });
  const samples = new Float64Array(count);
  for (let index = 0; index < count; index += 1) samples[index] = await crashOnce();
  await Supervisor.stop(supervisor);
  return { ...percentiles(samples), done: samples.filter((ms) => ms > 0).length };
}

/** From the crash until the next life answers, in ms. */
async function crashOnce(): Promise<number> {
  const server = system.via(NAME);
  GenServer.cast(server, { type: 'add' });
  if ((await GenServer.call(server, { type: 'get' })) !== 1) throw new Error('not a fresh life');
  const began = performance.now();
  GenServer.cast(server, { type: 'crash' });
  while (!(await answersAfresh())) await nextTurn();
  return performance.now() - began;
}

/** It counts from 0 again in its next life. */
async function answersAfresh(): Promise<boolean> {
  const pid = system.whereis(NAME);
  if (pid === undefined) return false;
  return GenServer.call(pid, { type: 'get' }).then(
    (count) => count === 0,
    () => false,
  );
}

async function start(count: number): Promise<Answer> {
  const began = performance.now();
  workers = await Workers.start();
  await workers.add(count);
  const ms = performance.now() - began;
  pids = await workers.pids();
  return { ms, done: pids.length };
}

/** One cast and one call to each, all under way at once. */
async function message(): Promise<Answer> {
  const began = performance.now();
  const replies = pids.map((pid) => {
    GenServer.cast(pid, { type: 'add' });
    return GenServer.call(pid, { type: 'get' }, { timeout: 60_000 });
  });
  const counts = await Promise.all(replies);
  return { ms: performance.now() - began, done: counts.filter((count) => count > 0).length };
}

/** Until as many have come to life again. Which ones live afterwards is asked off the clock. */
async function crash(count: number): Promise<Answer> {
  const alive = lives.count;
  const stride = Math.floor(pids.length / count);
  const began = performance.now();
  for (let index = 0; index < count; index += 1) {
    const victim = pids[index * stride];
    if (victim !== undefined) GenServer.cast(victim, { type: 'crash' });
  }
  while (lives.count < alive + count) await nextTurn();
  const ms = performance.now() - began;
  pids = (await workers?.pids()) ?? [];
  const counts = await Promise.all(pids.map((pid) => GenServer.call(pid, { type: 'get' })));
  return { ms, done: counts.filter((found) => found === 0).length };
}

async function stop(): Promise<Answer> {
  const count = system.processCount;
  const began = performance.now();
  await workers?.stop();
  const ms = performance.now() - began;
  workers = undefined;
  pids = [];
  // The supervisor was one of them.
  return { ms, done: count - system.processCount - 1 };
}

await serve(versionOf('../..'), { restarts, start, message, crash, stop });
