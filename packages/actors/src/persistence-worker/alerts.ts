import type { PersistenceEvent, PersistenceEventType } from './events.ts';

/** The name of a kind of event that can be an alert. */
export type AlertType = Extract<
  PersistenceEventType,
  | 'breaker_changed'
  | 'configuration_warning'
  | 'fence_written_off'
  | 'persistence_failed'
  | 'pressure_changed'
  | 'store_poisoned'
  | 'store_quarantined'
  | 'store_recovered'
  | 'worker_abandoned'
  | 'worker_stopped'
>;

/**
 * The types of events that somebody should look at, and of those that tell that it is over (a closed
 * breaker, less pressure, a store that has recovered). `worker_stopped` is one only when stores were
 * left: test single events with `isAlert`.
 */
export const ALERTS: readonly AlertType[] = Object.freeze<AlertType[]>([
  'breaker_changed',
  'configuration_warning',
  'fence_written_off',
  'persistence_failed',
  'pressure_changed',
  'store_poisoned',
  'store_quarantined',
  'store_recovered',
  'worker_abandoned',
  'worker_stopped',
]);

const ALERT_TYPES: ReadonlySet<PersistenceEventType> = new Set(ALERTS);

/** Whether somebody should look at this event: its type is one of `ALERTS`. */
export function isAlert(event: PersistenceEvent): boolean {
  if (event.type === 'worker_stopped') return event.left.length > 0;
  return ALERT_TYPES.has(event.type);
}
