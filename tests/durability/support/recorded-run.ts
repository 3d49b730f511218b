/** A writing child whose system calls were recorded, and the power cuts that it is put through. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeCommand, parseLine, startChild } from './child-process.ts';
import type { CrashAdapter } from './crash-adapters.ts';
import { DiskModel } from './disk-model.ts';
import type { UnsyncedBytes } from './modelled-file.ts';
import type { Random } from './seeded-random.ts';
import { traced } from './strace.ts';
import { TraceReader, type TraceStep } from './trace-reader.ts';
import type { WritingOptions } from './writing-child.ts';
import { isPromise, isReady, type Promised } from './written-store.ts';

export interface RecordedRun {
  readonly adapter: CrashAdapter;
  readonly folder: string;
  readonly options: WritingOptions;
  readonly steps: readonly TraceStep[];
}

/** Runs a writing child to its end under strace. */
export async function record(
  adapter: CrashAdapter,
  given: Omit<WritingOptions, 'path' | 'adapter'>,
): Promise<RecordedRun> {
  const base = await mkdtemp(join(tmpdir(), 'holdfast-trace-'));
  try {
    const options = { ...given, adapter: adapter.name, path: join(base, 'store') };
    const trace = join(base, 'trace');
    const command = nodeCommand('writing-child.ts', [JSON.stringify(options)]);
    const child = startChild(traced(trace, command));
    const how = await child.ended;
    if (how !== 0) throw new Error(`the child ended with ${how}: ${child.complaints()}`);
    const steps = await readSteps(trace, options.path);
    return { adapter, folder: options.path, options, steps };
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

async function readSteps(trace: string, folder: string): Promise<readonly TraceStep[]> {
  const reader = new TraceReader(folder);
  const steps: TraceStep[] = [];
  for await (const line of createInterface({ input: createReadStream(trace) })) {
    steps.push(...reader.read(line));
  }
  return steps;
}

/** What the child said in this step; undefined for any other, and for what its helpers said. */
export function saidIn(step: TraceStep): unknown {
  return step.kind === 'said' ? parseLine(step.text) : undefined;
}

/** The steps after which a power cut is tried: ends of fences, and `more` others at random. */
export function cutPoints(
  run: RecordedRun,
  fences: number,
  more: number,
  random: Random,
): ReadonlySet<number> {
  const first = run.steps.findIndex((step) => isReady(saidIn(step)));
  const all = run.steps.flatMap((step, index) => (isPromise(saidIn(step)) ? [index] : []));
  const points = new Set(chosen(all, fences, random));
  const span = run.steps.length - first;
  for (let count = 0; count < more; count += 1) points.add(first + Math.floor(random() * span));
  return points;
}

/** `count` of `all` at random; all of them when there are no more. */
export function chosen<T>(all: readonly T[], count: number, random: Random): readonly T[] {
  const left = [...all];
  while (left.length > count) left.splice(Math.floor(random() * left.length), 1);
  return left;
}

export interface PowerCut {
  /** What a power cut left, in a folder that is removed afterwards. */
  readonly path: string;
  /** The last fence that had resolved. */
  readonly promised: Promised | undefined;
}

/** Cuts the power after each of `points` and shows what is left to `look`. */
export async function cutPower(
  run: RecordedRun,
  points: ReadonlySet<number>,
  unsynced: UnsyncedBytes,
  random: Random,
  look: (cut: PowerCut) => Promise<void>,
): Promise<void> {
  const model = new DiskModel(run.folder);
  let promised: Promised | undefined;
  for (const [index, step] of run.steps.entries()) {
    model.apply(step);
    const said = saidIn(step);
    if (isPromise(said)) promised = said;
    if (!points.has(index)) continue;
    const path = await mkdtemp(join(tmpdir(), 'holdfast-cut-'));
    try {
      await model.writeOut(path, unsynced, random);
      await look({ path, promised });
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  }
}
