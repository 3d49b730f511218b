/** The injected faults when they are not survived: the run is told so, and can end. */
import type { CircuitBreakerState, PersistenceEvent } from '@holdfast/actors';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { PlannedEvent } from '../../examples/quake-ingest/catalogue/plan.ts';
import { timeWarp } from '../../examples/quake-ingest/catalogue/time-warp.ts';
import { Tally } from '../../examples/quake-ingest/display/tally.ts';
import { Chaos } from '../../examples/quake-ingest/faults/chaos.ts';
import { chaosPlan } from '../../examples/quake-ingest/faults/chaos-plan.ts';
import type { FlakyDisk } from '../../examples/quake-ingest/faults/flaky-disk.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const plan = chaosPlan(events(['aa', 'bb'], 20), (at) => at, 20);

function chaosWith(kill: () => boolean): { readonly chaos: Chaos; readonly disk: FlakyDisk } {
  const disk = { failing: false } as FlakyDisk;
  const tally = new Tally(
    new Map([
      ['aa', 10],
      ['bb', 10],
    ]),
  );
  return {
    chaos: new Chaos({ plan, disk, kill, tally, openMs: 100, tell: () => undefined }),
    disk,
  };
}

function breaker(from: CircuitBreakerState, to: CircuitBreakerState): PersistenceEvent {
  const common = { storeId: plan.fault.store, at: 0, trips: 1, cause: 'failures' } as const;
  return { ...common, type: 'breaker_changed', from, to };
}

it('gives up after a while, lifts its fault and leaves no timer behind', async () => {
  const { chaos, disk } = chaosWith(() => false);
  chaos.onEvent(plan.fault.index);
  chaos.onEvent(plan.crash.index);
  expect(disk.failing).toBe(true);
  await vi.advanceTimersByTimeAsync(20_000);
  await chaos.over;
  expect(chaos.survived).toBe(false);
  expect(disk.failing).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});

it('waits as long as a slow replay takes from one fault to the other', async () => {
  const { chaos } = chaosWith(() => true);
  chaos.onEvent(plan.fault.index);
  chaos.observe(breaker('closed', 'open'));
  chaos.observe(breaker('open', 'half_open'));
  chaos.observe(breaker('half_open', 'closed'));
  await vi.advanceTimersByTimeAsync(3_600_000);
  chaos.onEvent(plan.crash.index);
  const restarted = { type: 'worker_started', restarts: 1, pending: 1, at: 0 } as const;
  await vi.advanceTimersByTimeAsync(5_000);
  chaos.observe({ ...restarted, storeId: plan.crash.store });
  await chaos.over;
  expect(chaos.survived).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('hits two stores midway where it can, and a single event where there is no more', () => {
  const many = events(['aa', 'bb'], 100);
  const { fault, crash } = chaosPlan(many, timeWarp(many, 1_000), 1_000);
  expect(fault.store).not.toBe(crash.store);
  expect([fault.index, crash.index].map((index) => Math.floor(index / 10))).toEqual([3, 6]);
  const one = events(['aa'], 1);
  const hit = { index: 0, store: 'aa', events: 1 };
  expect(chaosPlan(one, timeWarp(one, 1_000), 1_000)).toEqual({ fault: hit, crash: hit });
});

function events(stores: readonly string[], count: number): PlannedEvent[] {
  return Array.from({ length: count }, (_, at) => {
    const store = stores[at % stores.length] ?? '';
    return { store, stream: `q${at}`, version: 1, type: 'QuakeReported', data: {}, at };
  });
}
