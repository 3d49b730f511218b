/** What holds when a fence comes back. */
import type { Effect, WorkerInput, WorkerState } from '@holdfast/actors/core';
import type { Seen } from '../world/seen.ts';
import { uphold } from './laws.ts';

type Settled = Extract<WorkerInput, { readonly covered: number }>;

export function settleLaws(
  world: Seen,
  before: WorkerState,
  input: WorkerInput,
  effects: readonly Effect[],
): void {
  if (input.type !== 'fence_settled' && input.type !== 'fence_settled_late') return;
  const inFlight = before.inFlight.get(input.fence);
  if (inFlight === undefined || input.type === 'fence_settled_late') steersNothing(world, before);
  const { state: after } = world;
  const fenced = input.outcome.kind === 'fenced';
  if (fenced) usedLaw(before, input, effects);
  const store = before.pending.get(input.storeId);
  if (store === undefined) return;
  if (!fenced || before.poisoned.has(input.storeId)) {
    const kept = after.pending.get(input.storeId);
    uphold(
      33,
      kept?.since === store.since,
      () => `${input.storeId} waits since ${store.since}, not ${kept?.since}`,
    );
  } else if (store.seq > input.covered) {
    uphold(
      4,
      after.pending.has(input.storeId),
      () => `${input.storeId} asked again during its fence`,
    );
  }
  if (before.batch !== undefined && after.batch?.number !== before.batch.number) {
    batchIsOver(world, before, input, effects);
  }
}

/** Of a store that was reopened, only fences that began afterwards are of the engine that is open. */
function usedLaw(
  { poisoned, believedFrom }: WorkerState,
  { storeId, fence, covered }: Settled,
  effects: readonly Effect[],
): void {
  if (poisoned.has(storeId) || fence < (believedFrom.get(storeId) ?? 0)) return;
  const used = effects.some(
    (effect) =>
      effect.type === 'advance_durable' && effect.storeId === storeId && effect.seq === covered,
  );
  uphold(34, used, () => `fence ${fence} of ${storeId} is forgotten`);
}

/** A result that nobody waits for changes what is known, and nothing else. */
function steersNothing({ state: after }: Seen, before: WorkerState): void {
  const same = before.breaker === after.breaker || after.batch?.number !== before.batch?.number;
  uphold(12, same, () => `the breaker moved to ${JSON.stringify(after.breaker)}`);
  const counted = ['started', 'succeeded', 'failed', 'cancelled'] as const;
  for (const name of counted) {
    if (name === 'started') continue;
    uphold(19, before.counters[name] === after.counters[name], () => `${name} was counted again`);
  }
}

function batchIsOver(
  world: Seen,
  before: WorkerState,
  input: Settled,
  effects: readonly Effect[],
): void {
  const { state: after, coverage } = world;
  const { batch, breaker } = before;
  if (batch === undefined) return;
  const moved = effects.some((e) => e.type === 'publish' && e.event.type === 'breaker_changed');
  const settled = effects.flatMap((e) =>
    e.type === 'publish' && e.event.type === 'batch_settled' ? [e.event] : [],
  );
  if (batch.epoch !== breaker.epoch) {
    coverage.reached('a batch of an earlier epoch came back');
    const still = !moved && after.breaker.failures === breaker.failures;
    uphold(11, still, () => `failures ${breaker.failures} → ${after.breaker.failures}`);
  }
  if (batch.kind === 'quarantine') {
    const still = !moved && after.breaker.failures === breaker.failures;
    uphold(27, still, () => `a store in quarantine moved the breaker, ${after.breaker.failures}`);
  }
  const [event] = settled;
  if (event === undefined) return;
  sizeLaws(world, before, event.succeeded, event.failed);
  const late = batch.unproven.count(({ kind }) => kind === 'timed_out');
  const timedOut = late + (input.outcome.kind === 'timed_out' ? 1 : 0);
  const size = event.succeeded + event.failed;
  const halved = after.batchLimit === Math.max(1, Math.floor(size / 2));
  const whole = batch.kind === 'ordinary' && timedOut * 2 > size;
  uphold(28, !whole || halved, () => `${timedOut} of ${size} timed out, next ${after.batchLimit}`);
  if (batch.kind === 'probe' && batch.epoch === breaker.epoch && !moved) {
    coverage.reached('a probe said nothing');
  }
}

/** Begins with an eighth, doubles, and is halved when most of a batch timed out. */
function sizeLaws(world: Seen, before: WorkerState, succeeded: number, failed: number): void {
  const { state: after, coverage } = world;
  const { batch, breaker, batchLimit, options } = before;
  const [was, is] = [batchLimit, after.batchLimit];
  const closes = breaker.state === 'half_open' && after.breaker.state === 'closed';
  if (batch?.kind === 'probe' && closes && batch.epoch === breaker.epoch) {
    const eighth = Math.max(1, Math.ceil(options.values.maxBatchSize / 8));
    uphold(28, is === eighth, () => `begins with ${is}, an eighth is ${eighth}`);
    return;
  }
  if (batch?.kind !== 'ordinary') return;
  if (is !== undefined && is < (was ?? Number.POSITIVE_INFINITY)) {
    coverage.reached('a batch was halved after time-outs');
    uphold(28, is === Math.max(1, Math.floor((succeeded + failed) / 2)), () => `halved to ${is}`);
  } else if (was !== undefined && is !== was) {
    coverage.reached('a batch grew after an outage');
    uphold(28, is === undefined || is === was * 2, () => `grew from ${was} to ${is}`);
  }
}
