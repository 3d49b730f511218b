/** What happens to a worker while an option is tried. Time is moved by hand, so it repeats exactly. */
import {
  ActorSystem,
  PersistenceWorker,
  type PersistenceWorkerRef,
  silentLogger,
  type WorkerOptionsInput,
} from '@holdfast/actors';
import { ManualClock, settle } from '@holdfast/actors/testing';
import { ModelDisk } from './model-disk.ts';

interface Trial {
  readonly clock: ManualClock;
  readonly disk: ModelDisk;
  readonly worker: PersistenceWorkerRef;
  /** How long each accepted request waited until it was durable, ms. */
  readonly ages: number[];
  readonly request: (store: string) => boolean;
}

async function begin(options: WorkerOptionsInput): Promise<Trial> {
  const clock = new ManualClock();
  const disk = new ModelDisk(clock);
  const system = new ActorSystem({ clock, logger: silentLogger, random: () => 0 });
  const given = { system, storeId: 'own', store: disk, environment: {}, ...options };
  const worker = await PersistenceWorker.start(given);
  const ages: number[] = [];
  const request = (store: string): boolean => {
    const asked = clock.now();
    const result = PersistenceWorker.requestPersistence(worker, store);
    if (result.accepted) void result.durable.then(() => ages.push(clock.now() - asked));
    return result.accepted;
  };
  return { clock, disk, worker, ages, request };
}

export interface Calm {
  /** 99 of 100 events were durable after so many ms. */
  readonly p99: number;
  readonly syncsPerSecond: number;
}

/** Fifty requests a second, of two hundred stores in turn, for half a minute. */
export async function calm(options: WorkerOptionsInput): Promise<Calm> {
  const { clock, disk, ages, request } = await begin(options);
  const seconds = 30;
  for (let n = 0; n < seconds * 50; n += 1) {
    request(`s${n % 200}`);
    await clock.advance(20);
  }
  const { syncs } = disk;
  await clock.advance(60_000);
  const sorted = ages.toSorted((a, b) => a - b);
  return {
    p99: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN,
    syncsPerSecond: syncs / seconds,
  };
}

export interface Burst {
  readonly accepted: number;
  /** Until all that was accepted was durable, ms. */
  readonly durableMs: number;
}

/** So many stores turn pending at once. */
export async function burst(options: WorkerOptionsInput, stores: number): Promise<Burst> {
  const { clock, ages, request } = await begin({ persistenceInterval: 1_000, ...options });
  let accepted = 0;
  for (let n = 0; n < stores; n += 1) if (request(`s${n}`)) accepted += 1;
  while (ages.length < accepted) await clock.advance(clock.untilNextTimer ?? 1_000);
  return { accepted, durableMs: Math.max(...ages) };
}

export interface Outage {
  /** Until the breaker opened, ms. */
  readonly noticedMs: number;
  /** Fences that began while the disk hung. */
  readonly wasted: number;
  /** From the repair until everything was durable, ms. */
  readonly backMs: number;
}

/** The disk hangs for ten minutes, while its store is written to. */
export async function outage(options: WorkerOptionsInput): Promise<Outage> {
  const { clock, disk, worker, request } = await begin({ mode: 'eager', ...options });
  let noticedMs = Number.NaN;
  PersistenceWorker.subscribe(worker, (event) => {
    if (event.type !== 'breaker_changed' || event.to !== 'open') return;
    if (Number.isNaN(noticedMs)) noticedMs = clock.now();
  });
  disk.hangs = true;
  for (let second = 0; second < 600; second += 1) {
    request('own');
    await clock.advance(1_000);
  }
  disk.hangs = false;
  const wasted = disk.fences;
  const repaired = clock.now();
  while (PersistenceWorker.unfenced(worker).length > 0) {
    await clock.advance(clock.untilNextTimer ?? 1_000);
  }
  await settle();
  return { noticedMs, wasted, backMs: clock.now() - repaired };
}
