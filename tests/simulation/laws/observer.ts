/** Looks on: upholds the laws at every step, and counts by itself. */
import type { ForceResult, PersistenceEvent, WorkerSnapshot } from '@holdfast/actors';
import type { Effect, WorkerInput, WorkerState } from '@holdfast/actors/core';
import type { StoreId } from '@holdfast/actors/ports';
import type { Seen } from '../world/seen.ts';
import type { SimCaller } from '../world/sim-caller.ts';
import type { SimFence } from '../world/sim-fence.ts';
import { batchLaws, started } from './batch-laws.ts';
import { breakerLaws } from './breaker-laws.ts';
import { Counts } from './counts.ts';
import { uphold } from './laws.ts';
import { Requests } from './requests.ts';
import { settleLaws } from './settle-laws.ts';
import { noteSituations } from './situations.ts';

/** The statistics are compared after every so many inputs, and after every crash. */
const COMPARED_EVERY = 8;

const RISING = [
  'started',
  'succeeded',
  'failed',
  'cancelled',
  'writtenOff',
  'batches',
  'late',
  'stale',
] as const;

export class Observer {
  readonly counts: Counts = new Counts();
  readonly requests: Requests = new Requests();
  private readonly world: Seen;

  constructor(world: Seen) {
    this.world = world;
  }

  requested(id: StoreId, accepted: boolean, known: boolean): void {
    const { state } = this.world;
    if (!accepted) {
      if (!state.poisoned.has(id)) this.counts.rejected += 1;
      const mayBe = state.poisoned.has(id) || (!known && id !== 'own');
      uphold(5, mayBe, () => `${id} is refused although it is pending`);
    }
    const { dirty } = this.world;
    const others = dirty.size - (dirty.has('own' as StoreId) ? 1 : 0);
    const most = Math.max(12, state.options.values.maxPendingStores);
    uphold(5, others <= most, () => `${others} stores are pending, ${most} may be`);
  }

  hears(input: WorkerInput, before: WorkerState): void {
    if (input.type === 'request_persistence') this.counts.tells(input.storeId, input.seq);
    if (input.type === 'fence_settled') this.settles(input, before);
    if (input.type === 'fence_settled_late')
      this.lateOne(input.fence, input.outcome.kind === 'fenced');
    if (input.type === 'breaker_elapsed') {
      const { breaker } = before;
      const over = breaker.state === 'half_open' && input.epoch === breaker.epoch;
      if (over && (breaker.leaseUntil ?? Number.POSITIVE_INFINITY) <= this.world.now) {
        this.world.coverage.reached('a lease ended');
        // As if its deadline had rung.
        for (const [number] of before.inFlight) {
          const fence = this.world.fences.get(number);
          if (fence === undefined || fence.counted) continue;
          fence.waitedFor = false;
          this.counts.fence(fence, { kind: 'timed_out' }, this.world.now);
        }
      }
    }
  }

  /** Before any effect is performed. */
  decided(before: WorkerState, input: WorkerInput, effects: readonly Effect[]): void {
    const { state: after } = this.world;
    breakerLaws(this.world, before, input, effects);
    const stores = started(effects);
    this.counts.started += stores.length;
    if (stores.length > 0) batchLaws(this.world, after, stores);
    settleLaws(this.world, before, input, effects);
    for (const name of RISING) {
      const rises = after.counters[name] >= before.counters[name];
      uphold(3, rises, () => `${name} fell from ${before.counters[name]}`);
    }
    if (input.type === 'configure') {
      const kept = before.pending.keySeq().every((id) => after.pending.has(id));
      uphold(23, kept, () => 'a pending store is gone');
    }
    this.counts.mode = after.breaker.state;
    this.counts.trips += effects.filter(
      (e) => e.type === 'publish' && e.event.type === 'breaker_changed' && e.event.to === 'open',
    ).length;
    this.counts.failures = this.world.state.breaker.failures;
    this.writeOffs(effects);
    noteSituations(this.world, effects);
  }

  /** After every effect has been performed. */
  settled(): void {
    this.requests.uphold(this.world);
    this.limits();
    if (this.world.inputs % COMPARED_EVERY === 0) this.compare();
  }

  compare(): void {
    const { world } = this;
    const inFlight = [...world.fences.values()].filter(
      ({ counted, incarnation }) => !counted && incarnation === world.incarnation,
    ).length;
    this.counts.agree(world.stats(), world.now, inFlight + this.phantoms());
  }

  /** A fence was asked for, and the worker crashed before it could begin. */
  private phantoms(): number {
    const { state, fences } = this.world;
    return state.inFlight.keySeq().count((number) => !fences.has(number));
  }

  fenceBegins(fence: SimFence): void {
    const { world } = this;
    const hanging = new Set<number>();
    for (const other of world.fences.values()) {
      const out = !other.returned && !other.writtenOff;
      if (out && other.batch !== fence.batch) hanging.add(other.batch);
    }
    uphold(6, hanging.size <= 2, () => `${hanging.size} batches hang, and one more begins`);
  }

  advances(id: StoreId, seq: number): void {
    const { disk, state } = this.world;
    const event = disk.lastUpTo(id, seq);
    const durable = disk.durable(id);
    uphold(2, durable >= event, () => `${id} up to ${seq}: the disk has ${durable} of ${event}`);
    uphold(30, !state.poisoned.has(id), () => `${id} is poisoned, and called durable`);
    this.counts.proves(id, seq);
    this.requests.prove(id, seq);
  }

  answers(number: number, caller: SimCaller | undefined, answer: ForceResult | undefined): void {
    // Whoever has left, or has been answered, is not known any more.
    uphold(13, answer !== undefined, () => 'an answer without a content');
    if (caller === undefined) {
      uphold(
        13,
        this.world.left.has(number),
        () => `caller ${number} is answered twice, or never asked`,
      );
      return;
    }
    const { coverage, disk } = this.world;
    if (!answer.ok) {
      coverage.reached(
        answer.reason === 'circuit_open' || answer.reason === 'isolated'
          ? 'a forced call failed fast'
          : 'a forced call was answered partial',
      );
      const fast = answer.reason === 'circuit_open' || answer.reason === 'isolated';
      const tried = fast || !Object.values(answer.outcomes).includes('skipped');
      uphold(13, tried, () => `caller ${number} is answered before all was tried`);
      const counted = answer.succeeded + answer.failed === Object.keys(answer.outcomes).length;
      uphold(13, counted, () => 'an answer that does not add up');
      return;
    }
    coverage.reached('a forced call was answered ok');
    if (caller.whenOpen === 'wait' && this.world.state.breaker.trips > 0) {
      coverage.reached('a forced call waited through an outage');
    }
    for (const [id, seq] of caller.asked) {
      const event = disk.lastUpTo(id, seq);
      uphold(
        13,
        disk.durable(id) >= event,
        () => `ok, but ${id} is durable up to ${disk.durable(id)} of ${event}`,
      );
    }
  }

  published(event: PersistenceEvent): void {
    if (event.type === 'batch_settled') this.counts.lastPersistence = this.world.now;
  }

  crashed(): void {
    const { world, counts } = this;
    const { state, fences, coverage } = world;
    if (state.inFlight.size > 0) coverage.reached('a fence was out when the worker crashed');
    if (state.batch?.kind === 'probe') coverage.reached('a probe was out when the worker crashed');
    for (const [number] of state.inFlight) {
      const fence = fences.get(number);
      if (fence !== undefined) fence.counted = true;
      counts.cancelled += 1;
    }
    // What had been decided and not yet told is decided all the same.
    counts.lastPersistence = state.counters.lastPersistenceTime;
  }

  recovered(): void {
    const { world, counts } = this;
    counts.startedAt = world.now;
    counts.told.clear();
    for (const [id, { seq }] of world.dirty) counts.tells(id, seq);
    for (const id of world.state.pending.keys()) {
      const seq = world.state.pending.get(id)?.seq ?? 0;
      if (!counts.told.has(id)) counts.tells(id, seq);
    }
    this.compare();
  }

  begins(snapshot: WorkerSnapshot | undefined, until: number | undefined): void {
    const { world, counts } = this;
    const { breaker } = world.state;
    counts.startedAt = world.now;
    counts.rejected = 0;
    counts.told.clear();
    this.requests.clear();
    if (snapshot === undefined) {
      Object.assign(counts, new Counts(), { startedAt: world.now });
      return;
    }
    if (until !== undefined) {
      world.coverage.reached('another process went on with an open breaker');
      const kept = breaker.state === 'open' && breaker.until === Math.max(until, world.now);
      uphold(24, kept, () => `until ${until}, now ${JSON.stringify(breaker)}`);
    }
    counts.cancelled = snapshot.counters.cancelled;
    counts.mode = breaker.state;
    for (const [id, { seq }] of world.dirty) counts.tells(id, seq);
  }

  drained(): void {
    const { state, coverage, dirty } = this.world;
    const { breaker, options, poisoned, batch } = state;
    uphold(31, batch === undefined, () => 'fences are out');
    const stopped =
      breaker.state === 'open' ||
      breaker.state === 'isolated' ||
      !options.values.persistenceEnabled;
    const told = new Set(
      this.world.mailbox.flatMap((m) => (m.type === 'request_persistence' ? [m.storeId] : [])),
    );
    const left = [...dirty.keys()].filter((id) => !poisoned.has(id) && !told.has(id));
    uphold(31, stopped || left.length === 0, () => `${left.join()} could still be fenced`);
    if (!stopped) coverage.reached('it drained to the end');
  }

  private settles(
    input: Extract<WorkerInput, { type: 'fence_settled' }>,
    before: WorkerState,
  ): void {
    const { world, counts } = this;
    const fence = world.fences.get(input.fence);
    if (fence === undefined) return;
    const current = fence.incarnation === world.incarnation && !fence.counted;
    uphold(12, current === before.inFlight.has(input.fence), () => `fence ${input.fence}`);
    if (current) counts.fence(fence, input.outcome, world.now);
    else if (input.outcome.kind !== 'timed_out')
      this.lateOne(input.fence, input.outcome.kind === 'fenced');
  }

  private lateOne(number: number, fenced: boolean): void {
    const { world, counts } = this;
    const fence = world.fences.get(number);
    if (fence === undefined || !world.state.unsettled.has(number)) return;
    counts.late += 1;
    world.coverage.reached(fenced ? 'a late success was used' : 'a late failure was counted');
  }

  /** What was written off must have been out for long enough, and is not waited for any more. */
  private writeOffs(effects: readonly Effect[]): void {
    const { fences, now, state } = this.world;
    const due = 4 * state.options.values.storeTimeout;
    for (const effect of effects) {
      if (effect.type !== 'publish' || effect.event.type !== 'fence_written_off') continue;
      const { store, ageMs } = effect.event;
      this.counts.writtenOff += 1;
      uphold(32, ageMs >= due, () => `after ${ageMs} of ${due} ms`);
      for (const fence of fences.values()) {
        const lost = fence.storeId === store && now - fence.startedAt === ageMs;
        if (lost && !fence.returned) fence.writtenOff = true;
      }
    }
  }

  private limits(): void {
    const { state, fences, incarnation } = this.world;
    const out = [...fences.values()].filter(
      ({ counted, incarnation: of }) => !counted && of === incarnation,
    );
    const batches = new Set(out.map(({ batch }) => batch));
    uphold(6, batches.size <= 1, () => `${batches.size} batches are in flight`);
    const hanging = new Set(state.unsettled.valueSeq().map(({ batch }) => batch));
    uphold(6, hanging.size <= 3, () => `${hanging.size} batches hang`);
    if (hanging.size === 3) this.world.coverage.reached('too many batches hung');
  }
}
