/**
 * What a supervisor does about what happened: state and event in, actions out. Pure: time is passed
 * in, and nobody is asked or told anything.
 */
import type { ExitReason } from '@holdfast/actors';
import type { AutoShutdown, ChildId } from '../child-spec.ts';
import type { Child, ChildrenView } from '../children.ts';
import { addRestart, type RestartIntensity, type RestartWindow } from '../restart-intensity.ts';
import { afterExit } from './after-exit.ts';
import { oneForAll } from './one-for-all.ts';
import { oneForOne } from './one-for-one.ts';
import { restForOne } from './rest-for-one.ts';
import type { Action, Strategy } from './strategy.ts';

/** Which children are restarted when one has to be. */
export type StrategyName = 'one_for_one' | 'one_for_all' | 'rest_for_one';

export const STRATEGIES: Readonly<Record<StrategyName, Strategy>> = {
  one_for_one: oneForOne,
  one_for_all: oneForAll,
  rest_for_one: restForOne,
};

/** All that a decision rests on. */
export interface Situation {
  readonly strategy: StrategyName;
  readonly intensity: RestartIntensity;
  readonly autoShutdown: AutoShutdown;
  readonly children: ChildrenView;
  readonly restarts: RestartWindow;
}

export type SupervisorEvent =
  /** A child ended by itself. `now` in ms of the system's clock, here and below. */
  | {
      readonly type: 'child_exited';
      readonly id: ChildId;
      readonly reason: ExitReason;
      readonly now: number;
    }
  /** The time of a `retry_later` has come. */
  | { readonly type: 'retry_due'; readonly id: ChildId; readonly now: number }
  /** A `start_child` failed. */
  | { readonly type: 'start_failed'; readonly id: ChildId };

export interface Decision {
  readonly actions: readonly Action[];
  readonly restarts: RestartWindow;
}

export function decide(situation: Situation, event: SupervisorEvent): Decision {
  const { children, restarts } = situation;
  const child = children.get(event.id);
  if (child === undefined) return { actions: [], restarts };
  switch (event.type) {
    case 'child_exited':
      return exited(situation, child, event.reason, event.now);
    case 'retry_due':
      // It may have been stopped, or restarted with its siblings, since it was put off.
      if (!child.restarting) return { actions: [], restarts };
      return restart(situation, event.id, event.now);
    case 'start_failed':
      return { actions: [{ type: 'retry_later', id: event.id }], restarts };
  }
}

function exited(situation: Situation, child: Child, reason: ExitReason, now: number): Decision {
  const { id } = child.spec;
  const { restarts } = situation;
  switch (afterExit(child.spec.restart, reason)) {
    case 'restart':
      return restart(situation, id, now);
    case 'keep':
      return {
        actions: [{ type: 'clear_child', id }, ...autoShutdown(situation, child)],
        restarts,
      };
    case 'forget':
      return {
        actions: [{ type: 'forget_child', id }, ...autoShutdown(situation, child)],
        restarts,
      };
  }
}

/** A group counts as one restart. Source: OTP supervisor, restart/2. */
function restart(situation: Situation, id: ChildId, now: number): Decision {
  const { children, intensity, strategy } = situation;
  const { window, exceeded } = addRestart(situation.restarts, now, intensity);
  const then: readonly Action[] = exceeded
    ? [{ type: 'shut_down', cause: 'restarts_exceeded' }]
    : STRATEGIES[strategy](children, id);
  return { actions: [{ type: 'clear_child', id }, ...then], restarts: window };
}

/** A child that is being restarted has not ended. Source: OTP supervisor, do_auto_shutdown. */
function autoShutdown(situation: Situation, ended: Child): readonly Action[] {
  if (situation.autoShutdown === 'never' || !ended.spec.significant) return [];
  const others = (): readonly Child[] =>
    situation.children
      .inStartOrder()
      .filter(({ spec }) => spec.significant && spec.id !== ended.spec.id);
  const last =
    situation.autoShutdown === 'any_significant' ||
    !others().some(({ pid, restarting }) => pid !== undefined || restarting);
  return last ? [{ type: 'shut_down', cause: 'auto_shutdown' }] : [];
}
