/**
 * One worker in a simulated world: the real decisions and the real ledger, an imagined mailbox,
 * clock and disk. Laws look on. Nothing in here is left to real time or real chance.
 */
import type { Priority, WorkerStats } from '@holdfast/actors';
import {
  decide,
  type Effect,
  initialState,
  Ledger,
  statsOf,
  type WorkerInput,
  type WorkerState,
} from '@holdfast/actors/core';
import { type StoreId, storeId } from '@holdfast/actors/ports';
import { Coverage } from '../coverage.ts';
import { Observer } from '../laws/observer.ts';
import { Random } from '../random.ts';
import { Disk } from './disk.ts';
import { Port } from './port.ts';
import type { Seen } from './seen.ts';
import { settingsOf } from './settings.ts';
import type { SimCaller } from './sim-caller.ts';
import type { SimFence } from './sim-fence.ts';

export const OWN: StoreId = storeId('own');

/** The worker's own, and thirteen more. */
export const STORES: readonly StoreId[] = [
  OWN,
  ...'b c d e f g h i j k l m n'.split(' ').map((id) => storeId(id)),
];

export class World implements Seen {
  now = 0;
  state: WorkerState;
  ledger: Ledger;
  disk: Disk = new Disk();
  mailbox: WorkerInput[] = [];
  readonly port: Port;
  readonly callers: Map<number, SimCaller> = new Map();
  readonly left: Set<number> = new Set();
  readonly coverage: Coverage = new Coverage();
  readonly observer: Observer;
  incarnation = 0;
  tickAt: number | undefined;
  breakerAt: { readonly at: number; readonly epoch: number } | undefined;
  isolated = 0;
  /** Who waits until it is drained. */
  drainer: number | undefined;
  drained = false;
  /** It crashes before this effect of its next decision. */
  crashAfter: number | undefined;
  /** What has happened: choices, and inputs that the worker has handled. */
  events = 0;
  inputs = 0;
  restarts = 0;
  /** Told of every step, for a trace. */
  tell: ((line: string) => void) | undefined;
  private readonly random: Random;
  /** Set by whoever knows how lives end: it stands above this file. */
  private readonly crash: (world: World) => void;
  private lastCaller = 0;
  private decisions = 0;
  private dirtyNow: Seen['dirty'] | undefined;

  constructor(seed: number, crash: (world: World) => void) {
    this.crash = crash;
    this.random = new Random(seed ^ 0x2545f491);
    this.state = initialState(OWN, settingsOf(seed), 0);
    this.ledger = new Ledger(OWN, () => this.state.options.values);
    this.port = new Port(this, seed, (report) => this.mailbox.push(report));
    this.observer = new Observer(this);
    this.deliver({ type: 'resumed', isolated: false });
  }

  get fences(): ReadonlyMap<number, SimFence> {
    return this.port.fences;
  }

  /** Looked up anew only when it may have changed. */
  get dirty(): ReadonlyMap<StoreId, { readonly seq: number; readonly priority: Priority }> {
    this.dirtyNow ??= this.ledger.dirty();
    return this.dirtyNow;
  }

  dirtyChanged(): void {
    this.dirtyNow = undefined;
  }

  nextCaller(): number {
    this.lastCaller += 1;
    return this.lastCaller;
  }

  handleNext(): void {
    const message = this.mailbox.shift();
    if (message !== undefined) this.deliver(message);
  }

  /** Time moves to the next thing that it brings. */
  passTime(): void {
    const next = this.nextTime();
    if (next === undefined) return;
    this.now = Math.max(this.now, next.at);
    next.happen();
  }

  nextTime(): { readonly at: number; readonly happen: () => void } | undefined {
    let at = Number.POSITIVE_INFINITY;
    let happen: (() => void) | undefined;
    const sooner = (time: number, what: () => void): void => {
      if (time >= at) return;
      at = time;
      happen = what;
    };
    if (this.tickAt !== undefined) sooner(this.tickAt, () => this.tickRings());
    if (this.breakerAt !== undefined) sooner(this.breakerAt.at, () => this.breakerRings());
    this.port.nextTime(sooner);
    for (const { number, deadline } of this.callers.values()) {
      sooner(deadline, () => this.timeOut(number));
    }
    return happen && { at, happen };
  }

  /** The worker hears `input` and acts, unless it crashes on the way. */
  deliver(input: WorkerInput): void {
    if (!this.admits(input)) return;
    this.port.handles(input);
    if (input.type === 'caller_left') this.left.delete(input.caller);
    this.events += 1;
    this.inputs += 1;
    const before = this.state;
    this.coverage.heard(before.breaker.state, input.type);
    this.tell?.(`${this.now}   hears ${JSON.stringify(input)}`);
    this.observer.hears(input, before);
    const moment = { now: this.now, wall: this.now, random: this.random.next };
    const { state, effects } = decide(before, input, moment);
    this.state = state;
    this.decisions += 1;
    this.observer.decided(before, input, effects);
    if (this.performAll(effects)) this.observer.settled();
    this.port.forget();
  }

  stats(): WorkerStats {
    const percentiles = { p50ResponseTime: null, p95ResponseTime: null, p99ResponseTime: null };
    const outside = { ...this.ledger.rejections, restarts: this.restarts };
    return statsOf(this.state, { ...percentiles, ...outside }, this.now);
  }

  /** False: it crashed between two of them. */
  private performAll(effects: readonly Effect[]): boolean {
    for (const [index, effect] of effects.entries()) {
      if (this.crashAfter === index) {
        this.coverage.reached('it crashed between two effects');
        this.crash(this);
        return false;
      }
      this.tell?.(`${this.now}     ${JSON.stringify(effect)}`);
      this.perform(effect);
    }
    return true;
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case 'start_fence': {
        const covered = this.ledger.cover(effect.storeId);
        this.observer.fenceBegins(this.port.begin(effect, covered, this.decisions));
        return;
      }
      case 'arm_tick':
        this.tickAt = this.now + effect.ms;
        return;
      case 'disarm_tick':
        this.tickAt = undefined;
        return;
      case 'arm_breaker':
        this.breakerAt = { at: this.now + effect.ms, epoch: effect.epoch };
        return;
      case 'disarm_breaker':
        this.breakerAt = undefined;
        return;
      case 'advance_durable':
        this.observer.advances(effect.storeId, effect.seq);
        this.ledger.advance(effect.storeId, effect.seq);
        this.dirtyChanged();
        this.disk.trim(effect.storeId);
        return;
      case 'poison_store':
        this.ledger.poison(effect.storeId, effect.error);
        return;
      case 'reopen_store':
        this.ledger.reopen(effect.storeId);
        return;
      case 'answer':
        this.answered(effect);
        return;
      case 'publish':
        this.observer.published(effect.event);
    }
  }

  /** A question of somebody who has left is not put. */
  private admits(input: WorkerInput): boolean {
    if (input.type !== 'force_persistence') return true;
    const caller = this.callers.get(input.caller);
    if (caller !== undefined) caller.taken = true;
    return caller !== undefined;
  }

  private answered({ caller, answer }: Extract<Effect, { type: 'answer' }>): void {
    if (caller === this.drainer) {
      this.drained = true;
      this.drainer = undefined;
      this.observer.drained();
      return;
    }
    this.observer.answers(caller, this.callers.get(caller), answer);
    this.callers.delete(caller);
  }

  private tickRings(): void {
    this.tickAt = undefined;
    this.mailbox.push({ type: 'tick' });
  }

  private breakerRings(): void {
    const epoch = this.breakerAt?.epoch ?? 0;
    this.breakerAt = undefined;
    this.mailbox.push({ type: 'breaker_elapsed', epoch });
  }

  /** Somebody's time is over. */
  private timeOut(number: number): void {
    this.callers.delete(number);
    this.left.add(number);
    this.mailbox.push({ type: 'caller_left', caller: number });
  }
}
