import type { ExitReason, PersistenceEvent } from '@holdfast/actors';

/**
 * An alert: the system ended without being asked, because its workers crashed more often than the
 * restart intensity allows. Its stores are closed next, and `closed` rejects when they are.
 */
export interface SystemStopped {
  readonly type: 'system_stopped';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly reason: ExitReason;
  /** The stores whose workers had crashed and were not restarted. */
  readonly crashed: readonly string[];
  /** The stores with accepted appends that no fence covered. */
  readonly unfenced: readonly string[];
}

/** What a system tells whoever subscribes: all that its workers tell, and the end of them all. */
export type PersistenceSystemEvent = PersistenceEvent | SystemStopped;

/** The name of a kind of event. */
export type PersistenceSystemEventType = PersistenceSystemEvent['type'];

/** The events of these types. */
export type PersistenceSystemEventOf<T extends PersistenceSystemEventType> = Extract<
  PersistenceSystemEvent,
  { readonly type: T }
>;

/** Told of every event, in the turn in which it happens. */
export type PersistenceSystemListener = (event: PersistenceSystemEvent) => void;

/**
 * The channel of `node:diagnostics_channel` that says `system_stopped`. What workers tell has
 * channels of its own: `DIAGNOSTICS_CHANNELS` of `@holdfast/actors`.
 */
export const SYSTEM_STOPPED_CHANNEL = 'holdfast:system_stopped';
