import {
  ActorSystem,
  PersistenceWorker,
  silentLogger,
  type WorkerSnapshot,
} from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startWorker } from '../support/worker-bench.ts';

/** Of a worker of which every part of the snapshot has something to tell. */
async function troubled(): Promise<WorkerSnapshot> {
  const fence = new ScriptedFence().always({ fail: new Error('EIO') });
  const { clock, worker } = await startWorker({ circuitBreakerFailureThreshold: 1 }, fence);
  PersistenceWorker.requestPersistence(worker);
  PersistenceWorker.requestPersistence(worker, 'audit', { priority: 'low' });
  await clock.advance(6_000);
  return JSON.parse(JSON.stringify(PersistenceWorker.snapshot(worker))) as WorkerSnapshot;
}

type Path = readonly (string | number)[];

/** The paths of all parts of a JSON value, its own included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, part]) =>
      pathsOf(part, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** A copy with one part replaced. */
function replaced(value: unknown, [key, ...rest]: Path, part: unknown): unknown {
  if (key === undefined) return part;
  const inside = replaced((value as Record<string, unknown>)[key], rest, part);
  if (!Array.isArray(value)) return { ...(value as object), [key]: inside };
  return value.map((old: unknown, at) => (at === key ? inside : old));
}

async function goOnFrom(snapshot: unknown) {
  const clock = new ManualClock();
  const system = new ActorSystem({ clock, logger: silentLogger });
  const store = new ScriptedFence();
  const options = { system, storeId: 'orders', store, environment: {} };
  const worker = await PersistenceWorker.start({ ...options, snapshot: snapshot as never });
  await settle();
  return { clock, worker };
}

describe('a snapshot of which one part is anything', () => {
  it('is refused by name, or a worker goes on from it and makes everything durable', async () => {
    const good = await troubled();
    const odd = fc.oneof(
      fc.constantFrom(null, undefined, Number.NaN, Infinity, -1, 1e300, 2 ** 53, '', '\ud800'),
      fc.constantFrom<unknown>(
        0,
        1,
        7,
        0.5,
        true,
        'open',
        'half_open',
        'isolated',
        'low',
        'orders',
      ),
      fc.anything(),
    );
    let refused = 0;
    let accepted = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...pathsOf(good)), odd, async (path, part) => {
        let started;
        try {
          started = await goOnFrom(replaced(good, path, part));
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_INVALID_SNAPSHOT' });
          refused += 1;
          return;
        }
        accepted += 1;
        const { clock, worker } = started;
        const again = JSON.stringify(PersistenceWorker.snapshot(worker));
        await goOnFrom(JSON.parse(again));
        // The longest that a breaker may stay open.
        await clock.advance(10 * 86_400_000 + 3_600_000);
        const stats = await PersistenceWorker.getStats(worker);
        expect(stats).toMatchObject({ pendingStoresCount: 0, circuitBreakerState: 'closed' });
      }),
      {
        numRuns: 500,
        examples: [[['breaker', 'remainingMs'], Number.MAX_VALUE]],
      },
    );
    expect(refused).toBeGreaterThan(100);
    expect(accepted).toBeGreaterThan(0);
  }, 60_000);

  it('is refused for a store that would be left in peace for ever', async () => {
    const spoilt = replaced(await troubled(), ['pending', 0, 'pauseMs'], Number.MAX_VALUE);
    await expect(goOnFrom(spoilt)).rejects.toMatchObject({
      code: 'ERR_INVALID_SNAPSHOT',
      path: 'pending[0].pauseMs',
    });
  });
});
