/**
 * What a fence is worth when the power goes: the system calls of a store are recorded, and the
 * files are put together again with only those bytes that a completed sync had covered.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { DiskModel, type UnsyncedBytes } from './support/disk-model.ts';
import { cutPoints, cutPower, type RecordedRun, record, saidIn } from './support/recorded-run.ts';
import { runSeed, seededRandom } from './support/seeded-random.ts';
import { whyNoTrace } from './support/strace.ts';
import { inspect, isPromise, isReady, missing } from './support/written-store.ts';

const seed = runSeed();
const obstacle = whyNoTrace();
const title = obstacle === undefined ? '' : ` (skipped: ${obstacle})`;

const WORKLOAD = {
  streams: 6,
  padding: 1000,
  fences: 30,
  pauseMs: 2,
  // Small, so that logs are rotated all the time.
  writeBufferSize: 256 * 1024,
};

interface Losses {
  cuts: number;
  lost: number;
  trimmed: number;
  /** Stores that did not open again, or had holes. */
  readonly broken: unknown[];
}

describe.skipIf(obstacle !== undefined)(`a recorded run of the embedded store${title}`, () => {
  let run: RecordedRun;

  beforeAll(async () => {
    run = await record(WORKLOAD);
  });

  it('rotates its log many times, or the run proves nothing', () => {
    const made = run.steps.filter((step) => step.kind === 'create' && step.path.endsWith('.log'));
    expect(made.length).toBeGreaterThan(5);
    expect(run.steps.filter((step) => isPromise(saidIn(step)))).toHaveLength(WORKLOAD.fences);
  });

  it('syncs every log between the last write to it and the end of the fence', () => {
    expect(unsyncedAtFences(run)).toEqual([]);
  });

  for (const unsynced of ['lost', 'partly kept', 'kept'] as const) {
    it(`loses no fenced event and leaves no hole, un-synced bytes ${unsynced}`, async () => {
      const losses = await losePower(run, unsynced);
      expect(losses.cuts).toBeGreaterThanOrEqual(WORKLOAD.fences);
      expect({ seed, lost: losses.lost, broken: losses.broken }).toEqual({
        seed,
        lost: 0,
        broken: [],
      });
    });
  }
});

describe.skipIf(obstacle !== undefined)(`a store that is being made${title}`, () => {
  it('opens after a power cut at any moment, un-synced bytes lost or kept', async () => {
    const run = await record({ ...WORKLOAD, fences: 0 });
    const ready = run.steps.findIndex((step) => isReady(saidIn(step)));
    const made = run.steps.findIndex(
      (step) => step.kind === 'create' && step.path.startsWith(run.folder),
    );
    const points = new Set(Array.from({ length: ready - made + 1 }, (_, index) => made + index));
    for (const unsynced of ['lost', 'partly kept', 'kept'] as const) {
      const losses = await losePower(run, unsynced, points);
      expect({ seed, unsynced, broken: losses.broken }).toEqual({ seed, unsynced, broken: [] });
      expect(losses.cuts).toBe(points.size);
    }
  });
});

describe.skipIf(obstacle !== undefined)(`a fence without the older logs${title}`, () => {
  it('is seen to leave logs un-synced and to lose fenced events', async () => {
    let lost = 0;
    // Whether LevelDB has copied the old log into a table by the end of a fence is a race.
    for (let attempt = 0; attempt < 5 && lost === 0; attempt += 1) {
      const run = await record({ ...WORKLOAD, withoutOlderLogs: true });
      if (unsyncedAtFences(run).length > 0) lost = (await losePower(run, 'lost')).lost;
    }
    expect(lost).toBeGreaterThan(0);
  });
});

/**
 * What is wrong with the syncs of each fence: logs that were un-synced at its end, as far as they
 * had been written when it was called; and a fence during which no log was synced past that.
 */
function unsyncedAtFences({ folder, steps }: RecordedRun): readonly string[] {
  const model = new DiskModel(folder);
  const found: string[] = [];
  let before = model.logs();
  let dropped = false;
  for (const step of steps) {
    model.apply(step);
    if (step.kind === 'unlink' && step.path.endsWith('.log')) dropped = true;
    const said = saidIn(step);
    if (typeof said === 'object' && said !== null && 'began' in said) {
      before = model.logs();
      dropped = false;
    }
    if (!isPromise(said)) continue;
    const now = model.logs();
    for (const [path, { length }] of before) {
      // A log that is gone was copied into a table first.
      const synced = now.get(path)?.synced ?? length;
      if (synced < length) found.push(`fence ${said.ended}: ${path} ${synced} of ${length}`);
    }
    const grown = [...now].some(([path, { synced }]) => synced > (before.get(path)?.length ?? 0));
    if (!grown && !dropped) found.push(`fence ${said.ended}: no log was synced`);
  }
  return found;
}

async function losePower(
  run: RecordedRun,
  unsynced: UnsyncedBytes,
  points: ReadonlySet<number> = cutPoints(run, 15, seededRandom(seed)),
): Promise<Losses> {
  const random = seededRandom(seed);
  const losses: Losses = { cuts: 0, lost: 0, trimmed: 0, broken: [] };
  await cutPower(run, points, unsynced, random, async ({ path, promised }) => {
    losses.cuts += 1;
    try {
      const found = await inspect(path, run.options.streams);
      losses.lost += missing(promised?.fenced ?? [], found.counts);
      losses.trimmed += found.recovery.trimmed;
    } catch (error) {
      losses.broken.push(error);
    }
  });
  return losses;
}
