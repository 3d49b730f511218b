import type { ForceResult, PersistenceEvent } from '@holdfast/actors';
import { type StoreId, storeId } from '@holdfast/actors/ports';
import { admission } from '../../src/persistence-worker/core/circuit-breaker.ts';
import { decide } from '../../src/persistence-worker/core/decide.ts';
import { isDrained } from '../../src/persistence-worker/core/draining.ts';
import { initialState, type WorkerState } from '../../src/persistence-worker/core/state.ts';
import { recoveredState } from '../../src/persistence-worker/core/succession.ts';
import type { FenceOutcome } from '../../src/persistence-worker/force-result.ts';
import { Ledger } from '../../src/persistence-worker/ledger.ts';
import type { Effect, WorkerInput } from '../../src/persistence-worker/messages.ts';
import type { Priority } from '../../src/persistence-worker/priority.ts';
import { resolveOptions } from '../../src/persistence-worker/resolve-options.ts';

export const STORES: readonly StoreId[] = ['own', 'b', 'c', 'd'].map((id) => storeId(id));

interface ModelFence {
  readonly fence: number;
  readonly storeId: StoreId;
  readonly covered: number;
  /** What the disk would make durable: everything accepted when the fence began. */
  readonly disk: number;
  timedOut: boolean;
}

interface Caller {
  answers: ForceResult[];
  /** What had been accepted, store by store, when the caller asked. */
  readonly asked: ReadonlyMap<StoreId, number>;
  left: boolean;
}

/**
 * The real core and the real ledger around an imagined disk, with every invariant checked after
 * every step. Messages wait in a mailbox that a crash empties; time moves by hand.
 */
export class WorkerModel {
  now = 0;
  state: WorkerState;
  readonly ledger: Ledger;
  readonly disk = new Map<StoreId, number>();
  readonly accepted = new Map<StoreId, number>();
  mailbox: WorkerInput[] = [];
  fences: ModelFence[] = [];
  readonly callers: Caller[] = [];
  tickAt: number | undefined;
  breakerAt: { at: number; epoch: number } | undefined;
  private trips = 0;
  private breakerState = 'closed';

  constructor() {
    const options = resolveOptions({
      runtime: {},
      worker: {
        maxBatchSize: 2,
        maxPendingStores: 3,
        circuitBreakerFailureThreshold: 2,
        persistenceInterval: 100,
        circuitBreakerTimeout: 1_000,
      },
      environment: {},
      system: {},
    });
    const own = STORES[0] as StoreId;
    this.state = initialState(own, options, 0);
    this.ledger = new Ledger(own, () => this.state.options.values);
  }

  request(id: StoreId, priority: Priority = 'normal'): void {
    const before = this.ledger.dirty().size;
    const told: WorkerInput[] = [];
    const result = this.ledger.request(id, priority, (seq, most) => {
      told.push({ type: 'request_persistence', storeId: id, seq, priority: most });
    });
    if (!result.accepted) {
      assert(before >= 3 && id !== STORES[0], 'only a full ledger refuses, and never its own');
      return;
    }
    this.accepted.set(id, this.ledger.dirty().get(id)?.seq ?? 0);
    this.mailbox.push(...told);
  }

  force(whenOpen: 'fail' | 'wait'): void {
    // Only what was told before the call counts: an announcement that is queued comes before it.
    this.callers.push({ answers: [], asked: this.asked(), left: false });
    this.mailbox.push({ type: 'force_persistence', caller: this.callers.length - 1, whenOpen });
  }

  /** Somebody stops waiting. The waiting room does not put the question any more. */
  leave(index: number): void {
    const number = index % Math.max(1, this.callers.length);
    const caller = this.callers[number];
    if (caller === undefined || caller.left || caller.answers.length > 0) return;
    caller.left = true;
    this.mailbox = this.mailbox.filter((m) => !('caller' in m) || m.caller !== number);
    this.mailbox.push({ type: 'caller_left', caller: number });
  }

  handleNext(): void {
    const input = this.mailbox.shift();
    if (input !== undefined) this.step(input);
  }

  settle(index: number, good: boolean): void {
    const fence = this.fences[index % Math.max(1, this.fences.length)];
    if (fence === undefined) return;
    this.fences = this.fences.filter((other) => other !== fence);
    const { fence: number, covered, storeId: id } = fence;
    if (good) this.disk.set(id, Math.max(this.disk.get(id) ?? 0, fence.disk));
    const outcome: FenceOutcome = good
      ? { kind: 'fenced' }
      : { kind: 'failed', class: 'retryable', error: undefined };
    this.mailbox.push(
      fence.timedOut
        ? { type: 'fence_settled_late', fence: number, storeId: id, covered, outcome }
        : {
            type: 'fence_settled',
            fence: number,
            storeId: id,
            covered,
            outcome,
          },
    );
  }

  timeOut(index: number): void {
    const running = this.fences.filter(({ timedOut }) => !timedOut);
    const fence = running[index % Math.max(1, running.length)];
    if (fence === undefined) return;
    fence.timedOut = true;
    const { fence: number, covered, storeId: id } = fence;
    this.mailbox.push({
      type: 'fence_settled',
      fence: number,
      storeId: id,
      covered,
      outcome: { kind: 'timed_out' },
    });
  }

  advance(ms: number): void {
    this.now += ms;
    if (this.tickAt !== undefined && this.tickAt <= this.now) {
      this.tickAt = undefined;
      this.mailbox.push({ type: 'tick' });
    }
    if (this.breakerAt !== undefined && this.breakerAt.at <= this.now) {
      const { epoch } = this.breakerAt;
      this.breakerAt = undefined;
      this.mailbox.push({ type: 'breaker_elapsed', epoch });
    }
  }

  crash(): void {
    const unheard = this.mailbox.filter(({ type }) => type === 'force_persistence');
    // What fences report is not lost with the mailbox: it is put to the successor.
    const reports = this.mailbox.filter(({ type }) => type.startsWith('fence_settled'));
    this.mailbox = [];
    this.tickAt = undefined;
    this.breakerAt = undefined;
    const waits = (caller: number): boolean => this.waits(caller);
    const dirty = this.ledger.takeOver();
    this.state = recoveredState(this.state, { dirty, waits, now: this.now });
    for (const fence of this.fences) fence.timedOut = true;
    this.step({ type: 'resumed', isolated: false });
    this.mailbox.push(...reports, ...unheard);
  }

  /** Faults off: everything must become durable, and everybody be answered. */
  recover(): void {
    for (let round = 0; round < 200 && !this.quiet; round += 1) {
      while (this.mailbox.length > 0) this.handleNext();
      while (this.fences.length > 0) this.settle(0, true);
      this.advance(100);
    }
    assert(this.quiet, 'with faults off, everything becomes durable');
    for (const { answers, left } of this.callers) {
      assert(left || answers.length === 1, 'everybody is answered, over all crashes');
    }
    assert(this.state.waiting.isEmpty(), 'nobody is remembered who has left');
    assert(this.tickAt === undefined, 'an idle worker holds no tick');
    const open = this.state.breaker.state === 'open';
    assert(open || this.breakerAt === undefined, 'only an open breaker holds a timer');
  }

  step(input: WorkerInput): void {
    const before = this.state;
    const decision = decide(before, input, { now: this.now, wall: this.now, random: () => 0 });
    this.state = decision.state;
    for (const effect of decision.effects) this.perform(effect);
    this.check(before);
  }

  private asked(): ReadonlyMap<StoreId, number> {
    return new Map([...this.ledger.dirty()].map(([id, { seq }]) => [id, seq]));
  }

  private get quiet(): boolean {
    return this.mailbox.length === 0 && this.fences.length === 0 && this.ledger.dirty().size === 0;
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case 'start_fence': {
        const { fence, storeId: id } = effect;
        assert(this.state.breaker.state !== 'open', 'no fence starts while the breaker is open');
        const covered = this.ledger.cover(id);
        // A store of which nothing is dirty has everything on disk: the no-op probe.
        const disk = this.ledger.dirty().has(id) ? (this.accepted.get(id) ?? 0) : covered;
        this.fences.push({ fence, storeId: id, covered, disk, timedOut: false });
        return;
      }
      case 'arm_tick':
        this.tickAt = this.now + effect.ms;
        return;
      case 'disarm_tick':
        this.tickAt = undefined;
        return;
      case 'disarm_breaker':
        this.breakerAt = undefined;
        return;
      case 'arm_breaker':
        this.breakerAt = { at: this.now + effect.ms, epoch: effect.epoch };
        return;
      case 'advance_durable': {
        const onDisk = this.disk.get(effect.storeId) ?? 0;
        assert(onDisk >= effect.seq, 'nothing is called durable that the disk does not hold');
        this.ledger.advance(effect.storeId, effect.seq);
        return;
      }
      case 'poison_store':
        this.ledger.poison(effect.storeId, effect.error);
        return;
      case 'reopen_store':
        this.ledger.reopen(effect.storeId);
        return;
      case 'answer':
        this.answer(effect.caller, effect.answer as ForceResult);
        return;
      case 'publish':
        this.follow(effect.event);
    }
  }

  private waits(number: number): boolean {
    const caller = this.callers[number];
    return caller !== undefined && !caller.left && caller.answers.length === 0;
  }

  private answer(number: number, result: ForceResult): void {
    const caller = this.callers[number];
    assert(caller !== undefined, 'only who asked is answered');
    if (caller.left) return;
    caller.answers.push(result);
    assert(caller.answers.length === 1, 'a forced call is answered once');
    if (!result.ok) return;
    for (const [id, seq] of caller.asked) {
      assert((this.disk.get(id) ?? 0) >= seq, 'ok means durable at what was asked');
    }
  }

  private follow(event: PersistenceEvent): void {
    if (event.type !== 'breaker_changed') return;
    assert(event.from === this.breakerState, 'events replay to the state');
    this.breakerState = event.to;
    if (event.to === 'open') this.trips += 1;
  }

  private check(before: WorkerState): void {
    const { state } = this;
    const { breaker, counters, inFlight } = state;
    const told = new Set(
      this.mailbox.flatMap((m) => (m.type === 'request_persistence' ? [m.storeId] : [])),
    );
    for (const [id, seq] of this.asked()) {
      assert(state.pending.has(id) || told.has(id), 'what was accepted is pending or durable');
      const covering = state.pending.get(id)?.seq ?? 0;
      const open = this.fences.some((f) => f.storeId === id && inFlight.has(f.fence));
      assert(covering > 0 || told.has(id) || open || seq === 0, 'somebody looks after it');
    }
    assert(breaker.state === this.breakerState, 'no transition without an event');
    assert(breaker.trips === this.trips, 'trips are transitions into open');
    assert(breaker.state !== 'closed' || breaker.failures < 2, 'closed means below the threshold');
    assert(inFlight.size <= 2, 'one batch at a time');
    const stores = inFlight.valueSeq().map((fence) => fence.storeId);
    assert(stores.toSet().size === inFlight.size, 'a store is in flight once');
    if (breaker.state === 'half_open' && admission(breaker) === 'nothing') {
      assert(inFlight.size === 1, 'a probe is one store');
    }
    const { started, succeeded, failed, cancelled } = counters;
    assert(started === succeeded + failed + cancelled + inFlight.size, 'fences are accounted for');
    for (const key of ['started', 'succeeded', 'failed', 'batches', 'late', 'stale'] as const) {
      assert(counters[key] >= before.counters[key], `${key} never falls`);
    }
    assert(!isDrained(state) || state.batch === undefined, 'drained means nothing in flight');
  }
}

function assert(good: boolean, law: string): asserts good {
  if (!good) throw new Error(`broken: ${law}`);
}
