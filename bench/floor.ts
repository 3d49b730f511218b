/**
 * `npx tsx bench/floor.ts`: what the pieces of a message cost by themselves, in ns of CPU time, the
 * best of many rounds. Nobody who sends messages on this engine is faster than their sum.
 */
import { AsyncResource } from 'node:async_hooks';
import { machineLine } from './machine.ts';

const ROUNDS = 25;
const COUNT = 200_000;

const MICROTASK = Promise.resolve();
let resolveOf: (value: number) => void;
let sink: unknown;

const expose = (resolve: (value: number) => void): void => {
  resolveOf = resolve;
};

/** A promise that is made, resolved from a microtask, and awaited: what a call can not do without. */
async function roundTrip(): Promise<void> {
  for (let done = 0; done < COUNT; done += 1) {
    const answer = new Promise<number>(expose);
    const resolve = resolveOf;
    void MICROTASK.then(() => resolve(done));
    sink = await answer;
  }
}

/** Runs `piece` so often; what it makes is kept, so that it is really made. */
function piece(make: () => unknown): () => void {
  return () => {
    for (let done = 0; done < COUNT; done += 1) sink = make();
  };
}

const PIECES: readonly (readonly [string, () => void | Promise<void>])[] = [
  ['a promise, resolved in a microtask and awaited', roundTrip],
  ['an object for a message and one for what is returned', piece(() => [{ type: 'add' }, {}])],
  ['a promise that tells whether AsyncLocalStorage is in use', piece(() => Promise.resolve())],
  ['an AsyncResource that carries what a sender saw', piece(() => new AsyncResource('Floor'))],
  ['a look at the clock', piece(() => performance.now())],
];

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

process.stdout.write(`${machineLine()}\n`);
for (const [name, run] of PIECES) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = cpuMicros();
    await run();
    best = Math.min(best, ((cpuMicros() - began) * 1_000) / COUNT);
  }
  process.stdout.write(`${best.toFixed(1).padStart(7)} ns  ${name}\n`);
}
if (sink === undefined) process.exitCode = 1;
