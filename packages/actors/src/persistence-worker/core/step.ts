import type { PersistenceEvent } from '../events.ts';
import type { Effect } from '../messages.ts';
import type { WorkerState } from './state.ts';

/** The time of a decision: `now` for durations and deadlines, `wall` (epoch ms) for reports. */
export interface Moment {
  readonly now: number;
  readonly wall: number;
  /** Chance, 0 to 1: what spreads retries and open times. */
  readonly random: () => number;
}

type WithoutCommon<E> = E extends PersistenceEvent ? Omit<E, 'storeId' | 'at'> : never;

/** One decision in the making: its time, and the effects that it has asked for so far. */
export class Step {
  readonly now: number;
  readonly wall: number;
  readonly random: () => number;
  readonly effects: Effect[] = [];

  constructor(moment: Moment) {
    this.now = moment.now;
    this.wall = moment.wall;
    this.random = moment.random;
  }

  emit(effect: Effect): void {
    this.effects.push(effect);
  }

  publish(state: WorkerState, event: WithoutCommon<PersistenceEvent>): void {
    const whole = { ...event, storeId: state.storeId, at: this.wall } as PersistenceEvent;
    this.emit({ type: 'publish', event: whole });
  }
}
