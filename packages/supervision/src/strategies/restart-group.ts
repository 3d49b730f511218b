import type { ChildId } from '../child-spec.ts';
import type { Child } from '../children.ts';
import type { Action } from './strategy.ts';

/**
 * Restarts a child together with others: these are stopped, the latest started first, then all are
 * started in order, also those that were not running. Temporary ones are stopped for good.
 * `group` is in start order and has the child itself in it.
 * Source: OTP supervisor, restart_multiple_children.
 */
export function restartGroup(group: readonly Child[], id: ChildId): readonly Action[] {
  const others = group.filter(({ spec }) => spec.id !== id);
  const temporary = others.filter(({ spec }) => spec.restart === 'temporary');
  const restarted = group.filter(({ spec }) => spec.restart !== 'temporary');
  return [
    { type: 'stop_children', ids: others.map(({ spec }) => spec.id).reverse() },
    ...temporary.map(({ spec }) => ({ type: 'forget_child' as const, id: spec.id })),
    ...restarted.map(({ spec }) => ({ type: 'start_child' as const, id: spec.id })),
  ];
}
