/** The events of every worker of the process on `node:diagnostics_channel`. */
import { type Channel, channel } from 'node:diagnostics_channel';
import type { PersistenceEvent, PersistenceEventType } from './events.ts';

/**
 * The channels of `node:diagnostics_channel` on which every worker of the process publishes its
 * events, one for each type: for tools that watch a process without touching its code. The message
 * is the event. A subscriber that throws does not disturb the worker; Node raises the error as an
 * uncaught exception of its own turn.
 */
export const DIAGNOSTICS_CHANNELS: { readonly [T in PersistenceEventType]: `holdfast:${T}` } =
  Object.freeze({
    worker_started: 'holdfast:worker_started',
    worker_stopped: 'holdfast:worker_stopped',
    worker_abandoned: 'holdfast:worker_abandoned',
    batch_settled: 'holdfast:batch_settled',
    persistence_failed: 'holdfast:persistence_failed',
    store_quarantined: 'holdfast:store_quarantined',
    store_recovered: 'holdfast:store_recovered',
    store_poisoned: 'holdfast:store_poisoned',
    fence_written_off: 'holdfast:fence_written_off',
    breaker_changed: 'holdfast:breaker_changed',
    pressure_changed: 'holdfast:pressure_changed',
    configured: 'holdfast:configured',
    configuration_warning: 'holdfast:configuration_warning',
  });

export const EVENT_TYPES: readonly PersistenceEventType[] = Object.keys(
  DIAGNOSTICS_CHANNELS,
) as PersistenceEventType[];

/** Held here, since Node forgets a channel that nobody holds, and its subscribers with it. */
const channels: ReadonlyMap<PersistenceEventType, Channel> = new Map(
  EVENT_TYPES.map((type) => [type, channel(DIAGNOSTICS_CHANNELS[type])]),
);

/** Without subscribers it costs one look. */
export function publishDiagnostics(event: PersistenceEvent): void {
  const found = channels.get(event.type);
  if (found?.hasSubscribers === true) found.publish(event);
}
