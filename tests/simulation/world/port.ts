/** The port of a simulated world: fences that are out, what comes of them, and the disk's lies. */
import type { Effect, Report, WorkerInput } from '@holdfast/actors/core';
import type { StoreId } from '@holdfast/actors/ports';
import { Random } from '../random.ts';
import type { Seen } from './seen.ts';
import { endsAt, type SimFence } from './sim-fence.ts';
import { failed, fateOf, WEATHERS } from './weather.ts';

/** So many fences are remembered; those that are out always are. */
const KEPT = 24;

/** How a fence may come back by itself, whatever the weather. */
const ENDS = [
  { outcome: { kind: 'fenced' }, syncs: true },
  { outcome: { kind: 'fenced' }, syncs: true },
  { outcome: failed('retryable'), syncs: false },
  { outcome: failed('overload'), syncs: false },
  { outcome: failed('rejected'), syncs: false },
  { outcome: { kind: 'cancelled', error: undefined }, syncs: false },
] as const;

export class Port {
  readonly fences: Map<number, SimFence> = new Map();
  /** An index of `WEATHERS`. */
  weather = 0;
  /** Reports that came back and that nobody has begun to handle. */
  readonly unhandled: Set<WorkerInput> = new Set();
  private readonly world: Seen;
  private readonly seed: number;
  private readonly send: (report: Report) => void;
  /** A sync of theirs failed: until they are reopened the disk only says yes. */
  private readonly lying = new Set<StoreId>();
  /** What fences up to this number were to sync may have been dropped. */
  private readonly lostUpTo = new Map<StoreId, number>();

  constructor(world: Seen, seed: number, send: (report: Report) => void) {
    this.world = world;
    this.seed = seed;
    this.send = send;
  }

  begin(
    { fence: number, storeId, timeoutMs }: Extract<Effect, { type: 'start_fence' }>,
    covered: number,
    batch: number,
  ): SimFence {
    const { disk, now: startedAt, incarnation } = this.world;
    const random = new Random(Math.imul(this.seed, 31) ^ Math.imul(number, 0x9e3779b1));
    const weather = WEATHERS[this.weather] as (typeof WEATHERS)[number];
    const fate = fateOf(weather, storeId, timeoutMs, random);
    const mark = disk.mark(storeId);
    const known = {
      number,
      storeId,
      batch,
      covered,
      mark,
      startedAt,
      timeoutMs,
      incarnation,
      fate,
    };
    const state = { returned: false, heard: false, counted: false, writtenOff: false };
    const fence: SimFence = { ...known, ...state, waitedFor: true };
    this.fences.set(number, fence);
    return fence;
  }

  comeBack(fence: SimFence): void {
    fence.returned = true;
    const { number, storeId, covered, fate, mark, waitedFor } = fence;
    const lost = this.lying.has(storeId) || number <= (this.lostUpTo.get(storeId) ?? 0);
    if (fate.syncs && !lost) this.world.disk.sync(storeId, mark);
    const { outcome } = fate;
    if (outcome === undefined) return;
    if (outcome.kind === 'failed' && outcome.class === 'poisoned') {
      this.lying.add(storeId);
      this.lostUpTo.set(storeId, Math.max(...this.fences.keys()));
    }
    fence.waitedFor = false;
    const type = waitedFor ? 'fence_settled' : 'fence_settled_late';
    this.report({ type, fence: number, storeId, covered, outcome });
  }

  deadline(fence: SimFence): void {
    fence.waitedFor = false;
    const { number, storeId, covered } = fence;
    const outcome = { kind: 'timed_out' } as const;
    this.report({ type: 'fence_settled', fence: number, storeId, covered, outcome });
  }

  /** One fence comes back at once, in a way of its own. */
  settle(index: number, how: number): void {
    const out = [...this.fences.values()].filter(({ returned }) => !returned);
    const fence = out[index % Math.max(1, out.length)];
    if (fence === undefined) return;
    const end = ENDS[how % ENDS.length] as (typeof ENDS)[number];
    fence.fate = { afterMs: this.world.now - fence.startedAt, ...end };
    this.comeBack(fence);
  }

  /** A report that was handled, to arrive once more. */
  again(index: number): Report | undefined {
    const back = [...this.fences.values()].filter(({ heard, returned }) => heard && returned);
    const fence = back[index % Math.max(1, back.length)];
    const outcome = fence?.fate.outcome;
    if (fence === undefined || outcome === undefined) return undefined;
    const { number, storeId, covered } = fence;
    return { type: 'fence_settled', fence: number, storeId, covered, outcome };
  }

  /** The worker begins to handle `input`. */
  handles(input: WorkerInput): void {
    if (!this.unhandled.delete(input)) return;
    const isEnd = input.type === 'fence_settled' && input.outcome.kind !== 'timed_out';
    if (!isEnd && input.type !== 'fence_settled_late') return;
    const fence = this.fences.get(input.fence);
    if (fence !== undefined) fence.heard = true;
  }

  /** Of what is over only the last is kept, for reports that arrive twice. */
  forget(): void {
    if (this.fences.size <= KEPT) return;
    for (const [number, { heard, counted, returned }] of this.fences) {
      if (heard && counted && returned) this.fences.delete(number);
      if (this.fences.size <= KEPT) return;
    }
  }

  /** Their worker has ended: they go on, and nobody waits for them. */
  abandon(): void {
    for (const fence of this.fences.values()) fence.waitedFor = false;
  }

  reopen(storeId: StoreId): void {
    this.lying.delete(storeId);
  }

  /** From now on all goes well; what never comes back never does. Answers who was lying. */
  calm(): readonly StoreId[] {
    this.weather = 0;
    for (const fence of this.fences.values()) {
      const { fate } = fence;
      if (fence.returned || fate.outcome === undefined) continue;
      fence.fate = { ...fate, outcome: { kind: 'fenced' }, syncs: true };
    }
    const lying = [...this.lying];
    this.lying.clear();
    return lying;
  }

  /** Another process: nothing is out. */
  clear(): void {
    this.fences.clear();
    this.unhandled.clear();
    this.lying.clear();
    this.lostUpTo.clear();
  }

  /** What it brings next, and when. */
  nextTime(sooner: (at: number, what: () => void) => void): void {
    for (const fence of this.fences.values()) {
      if (!fence.returned) sooner(endsAt(fence), () => this.comeBack(fence));
      if (fence.waitedFor) sooner(fence.startedAt + fence.timeoutMs, () => this.deadline(fence));
    }
  }

  private report(report: Report): void {
    this.unhandled.add(report);
    this.send(report);
  }
}
