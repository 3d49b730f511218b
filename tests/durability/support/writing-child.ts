/**
 * A process that appends and fences at full speed, and says on its standard output what it was
 * promised. It is killed, or its system calls are recorded. Arguments: one JSON object.
 *
 * Every line is written with one system call, so that a recording shows it in its place:
 *   {"ready":true}                        the store is open
 *   {"began":n}                           fence n was called
 *   {"ended":n,"fenced":[…],"accepted":[…]}   it resolved; events per stream that it covers, and
 *                                         events per stream whose append has resolved by now
 */

import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { storeId } from '@holdfast/actors/ports';
import { crashAdapter } from './crash-adapters.ts';

export interface WritingOptions {
  /** Name among the crash adapters. */
  readonly adapter: string;
  readonly path: string;
  readonly streams: number;
  /** Characters of padding in each event. */
  readonly padding: number;
  /** Ends after so many fences. */
  readonly fences: number;
  /** Milliseconds between two fences. */
  readonly pauseMs: number;
}

const options = JSON.parse(process.argv[2] ?? '{}') as WritingOptions;
// Small, so that logs are rotated all the time.
const store = await crashAdapter(options.adapter).open(options.path, 'small');
const queued: number[] = [];
const accepted: number[] = [];
for (let stream = 0; stream < options.streams; stream += 1) {
  const [last] = await collect(
    store.read(`stream ${stream}`, { direction: 'backward', maxCount: 1 }),
  );
  queued[stream] = accepted[stream] = last ?? 0;
}
say({ ready: true });

let writing = true;
// Random, so that tables cannot be made small: making them takes the time that it takes in life.
const noise = randomBytes(1024 * 1024).toString('base64');
let drawn = 0;
await Promise.all([...queued.map((_, stream) => write(stream)), fenceRepeatedly()]);
await store.close();

/** Appends of one to three events, up to four of them under way. */
async function write(stream: number): Promise<void> {
  const underWay: Promise<unknown>[] = [];
  while (writing) {
    const first = queued[stream] ?? 0;
    const count = 1 + (first % 3);
    const events = Array.from({ length: count }, (_, index) => ({
      type: 'written',
      data: { stream, number: first + index + 1, pad: pad() },
    }));
    queued[stream] = first + count;
    const append = store.append(`stream ${stream}`, events).then(({ nextExpectedVersion }) => {
      accepted[stream] = Number(nextExpectedVersion);
    });
    underWay.push(append);
    if (underWay.length >= 4) await underWay.shift();
  }
  await Promise.all(underWay);
}

function pad(): string {
  drawn = (drawn + options.padding) % (noise.length - options.padding);
  return noise.slice(drawn, drawn + options.padding);
}

async function fenceRepeatedly(): Promise<void> {
  const { signal } = new AbortController();
  for (let fence = 1; fence <= options.fences; fence += 1) {
    await new Promise((resolve) => setTimeout(resolve, options.pauseMs));
    const fenced = [...queued];
    say({ began: fence });
    await store.fence(storeId('durability'), { signal });
    say({ ended: fence, fenced, accepted });
  }
  writing = false;
}

async function collect(
  events: AsyncIterable<{ readonly version: bigint }>,
): Promise<readonly number[]> {
  const versions: number[] = [];
  for await (const { version } of events) versions.push(Number(version));
  return versions;
}

function say(line: unknown): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}
