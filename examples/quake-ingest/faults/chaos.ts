/**
 * The injected faults: one store's disk fails until its breaker is open, and one worker is crashed.
 * Watches that both are survived; the run's exit code depends on it.
 */
import type { CircuitBreakerState, PersistenceEvent } from '@holdfast/actors';
import { count } from '../display/format.ts';
import { type Tally, waiting } from '../display/tally.ts';
import type { ChaosPlan } from './chaos-plan.ts';
import type { FlakyDisk } from './flaky-disk.ts';

export interface ChaosParts {
  readonly plan: ChaosPlan;
  readonly disk: FlakyDisk;
  /** Kills the worker of a store. False: it is not running just now. */
  readonly kill: (store: string) => boolean;
  readonly tally: Tally;
  readonly openMs: number;
  /** Prints a happening. */
  readonly tell: (store: string, text: string) => void;
}

/** How often it looks whether the worker to be crashed has something to lose. */
const LOOK_EVERY_MS = 5;
/** A crash shows most with many events pending; after so many looks, any number will do. */
const MANY_EVENTS = 8;
const PATIENT_LOOKS = 200;
/** When a fault has not been survived by then, it will not be. */
const PATIENCE_MS = 15_000;

export class Chaos {
  /** The breaker's states from the fault on. */
  readonly states: CircuitBreakerState[] = ['closed'];
  acceptedWhileOpen = 0;
  waitingAtCrash = 0;
  faultSurvived = false;
  crashSurvived = false;
  /** Resolves when both faults were survived, or nobody will wait for it any longer. */
  readonly over: Promise<void>;
  private readonly parts: ChaosParts;
  private readonly timers = new Set<NodeJS.Timeout>();
  private acceptedAtOpen = 0;
  private finished = false;
  private end: () => void = () => undefined;

  constructor(parts: ChaosParts) {
    this.parts = parts;
    this.over = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  get survived(): boolean {
    return this.faultSurvived && this.crashSurvived;
  }

  /** Before the event of this index is appended. */
  onEvent(index: number): void {
    const { fault, crash } = this.parts.plan;
    if (index === fault.index) this.beginFault();
    if (index === crash.index) {
      this.crashSoon();
      this.giveUpUnless(() => this.crashSurvived);
    }
  }

  /** A listener of the system's events. */
  observe(event: PersistenceEvent): void {
    const { fault, crash } = this.parts.plan;
    if (event.type === 'breaker_changed' && event.storeId === fault.store) this.follow(event);
    if (event.type === 'worker_started' && event.storeId === crash.store && event.restarts > 0) {
      this.crashSurvived = true;
      this.endIfOver();
    }
  }

  /** Lifts the fault and waits for nothing more: the run is stopped, or it took too long. */
  abandon(): void {
    if (this.parts.disk.failing) this.lift('no longer waiting for the breaker');
    this.finish();
  }

  private beginFault(): void {
    const { disk, plan, tell } = this.parts;
    disk.failing = true;
    tell(plan.fault.store, 'INJECTED disk fault: from now on every fence of this store fails');
    this.giveUpUnless(() => this.faultSurvived);
  }

  private follow(event: Extract<PersistenceEvent, { type: 'breaker_changed' }>): void {
    const { tally, plan, openMs, disk } = this.parts;
    const { accepted } = tally.store(plan.fault.store);
    this.states.push(event.to);
    if (event.to === 'open' && disk.failing) {
      this.acceptedAtOpen = accepted;
      this.later(openMs / 2, () => this.lift('while the breaker is open'));
    }
    if (event.to === 'closed') {
      this.acceptedWhileOpen = accepted - this.acceptedAtOpen;
      this.faultSurvived = ['closed', 'open', 'half_open', 'closed'].every(
        (state, index) => this.states[index] === state,
      );
      this.endIfOver();
    }
  }

  private lift(when: string): void {
    this.parts.disk.failing = false;
    this.parts.tell(this.parts.plan.fault.store, `disk fault lifted, ${when}`);
  }

  /** One story after the other, and only when the worker has something pending. */
  private crashSoon(looks = 0): void {
    const { plan, tally, kill, tell } = this.parts;
    const { store } = plan.crash;
    const mayCrash = plan.fault.store !== store || this.faultSurvived;
    const left = waiting(tally.store(store));
    const wanted = Math.min(MANY_EVENTS, Math.ceil(plan.crash.events / 10));
    const enough = left >= wanted || looks >= PATIENT_LOOKS;
    if (!mayCrash || !enough || !kill(store)) {
      this.later(LOOK_EVERY_MS, () => this.crashSoon(looks + 1));
      return;
    }
    this.waitingAtCrash = left;
    tell(store, `INJECTED crash: worker killed with ${count(left)} events not yet durable`);
  }

  private endIfOver(): void {
    if (this.survived) this.finish();
  }

  private giveUpUnless(survived: () => boolean): void {
    this.later(PATIENCE_MS + this.parts.openMs, () => {
      if (!survived()) this.abandon();
    });
  }

  /** A timer that is left would keep the process from ending. */
  private finish(): void {
    this.finished = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.end();
  }

  private later(ms: number, act: () => void): void {
    if (this.finished) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, ms);
    this.timers.add(timer);
  }
}
