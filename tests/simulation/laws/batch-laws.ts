/** What holds of the batch that a decision starts. */
import type { Effect, WorkerState } from '@holdfast/actors/core';
import type { StoreId } from '@holdfast/actors/ports';
import type { Seen } from '../world/seen.ts';
import { uphold } from './laws.ts';

const BUDGETS = { critical: 0, high: 0.2, normal: 1, low: 6 } as const;

export function started(effects: readonly Effect[]): readonly StoreId[] {
  return effects.flatMap((effect) => (effect.type === 'start_fence' ? [effect.storeId] : []));
}

/** `after` is the state in which the batch is out. */
export function batchLaws(world: Seen, after: WorkerState, stores: readonly StoreId[]): void {
  const { batch, breaker, options } = after;
  uphold(6, batch !== undefined, () => 'fences without a batch');
  const mode = breaker.state;
  uphold(7, mode !== 'open' && mode !== 'isolated', () => `fenced while ${mode}`);
  const probe = mode === 'half_open';
  uphold(8, !probe || (stores.length === 1 && batch.kind === 'probe'), () => stores.join());
  uphold(6, new Set(stores).size === stores.length, () => 'a store twice in a batch');
  const { maxBatchSize } = options.values;
  uphold(25, stores.length <= maxBatchSize, () => `${stores.length} of ${maxBatchSize}`);
  for (const id of stores) uphold(30, !after.poisoned.has(id), () => `${id} is poisoned`);
  quarantineLaw(after, stores);
  if (probe) probeLaw(world, after, stores[0] as StoreId);
  else if (batch.kind === 'ordinary') orderLaw(world, after, stores);
}

function quarantineLaw({ pending, batch }: WorkerState, stores: readonly StoreId[]): void {
  const sick = stores.filter((id) => pending.get(id)?.trouble?.quarantined === true);
  const alone = sick.length === 0 || stores.length === 1;
  uphold(27, alone, () => `${sick.join()} among ${stores.join()}`);
  const named = batch?.kind !== 'ordinary' || sick.length === 0;
  uphold(27, named, () => `${sick.join()} is taken for an ordinary batch`);
}

/** The oldest healthy one; the own store when there is none. */
function probeLaw(
  world: Seen,
  { pending, poisoned, options, vain }: WorkerState,
  id: StoreId,
): void {
  if (!options.values.persistenceEnabled) return;
  const healthy = pending.filter(
    ({ trouble }, store) =>
      trouble?.quarantined !== true && !poisoned.has(store) && vain?.stores.has(store) !== true,
  );
  uphold(8, vain?.stores.has(id) !== true, () => `${id} was just probed, and said nothing`);
  if (healthy.isEmpty()) {
    if (!pending.has(id)) world.coverage.reached('the own store was probed with nothing pending');
    return;
  }
  const oldest = Math.min(...healthy.valueSeq().map(({ since }) => since));
  const since = healthy.get(id)?.since;
  uphold(8, since === oldest, () => `probed ${id} of ${since}, the oldest is of ${oldest}`);
}

/** Who was left out although it was due, and who went before it. */
function orderLaw(world: Seen, after: WorkerState, stores: readonly StoreId[]): void {
  const { pending, due, waiting, options } = after;
  const left = due.toArray().filter((id) => {
    const store = pending.get(id);
    return store !== undefined && store.trouble?.quarantined !== true && !after.poisoned.has(id);
  });
  if (left.length === 0) return;
  const limit = Math.min(after.batchLimit ?? Number.POSITIVE_INFINITY, options.values.maxBatchSize);
  uphold(25, stores.length === limit, () => `${stores.length} of ${limit}, ${left.length} left`);
  const wanted = (id: StoreId): boolean =>
    waiting.some(({ targets, outcomes }) => targets.has(id) && !outcomes.has(id));
  const dueAt = (id: StoreId): number => {
    const { since, priority } = pending.get(id) ?? { since: 0, priority: 'normal' as const };
    return since + BUDGETS[priority] * options.values.persistenceInterval;
  };
  const reserved = limit < 2 ? 0 : Math.max(1, Math.floor(limit / 10));
  const before = (a: StoreId, b: StoreId): boolean =>
    wanted(a) === wanted(b) ? dueAt(a) < dueAt(b) : wanted(a);
  for (const id of left) {
    const overtaken = stores.filter((taken) => before(id, taken));
    const fair = overtaken.length <= reserved;
    uphold(
      25,
      fair,
      () => `${overtaken.join()} went before ${id}, ${reserved} places are reserved`,
    );
  }
  if (reserved === 0) return;
  const oldest = Math.min(...left.map((id) => pending.get(id)?.since ?? 0));
  const taken = Math.min(...stores.map((id) => pending.get(id)?.since ?? Number.NaN));
  uphold(25, taken <= oldest, () => `the oldest waits since ${oldest}, nobody of before ${taken}`);
  const out = stores.some((id) => left.some((other) => before(other, id)));
  if (out) world.coverage.reached('the oldest went along out of turn');
}
