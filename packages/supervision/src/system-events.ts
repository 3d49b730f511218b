import type { ExitReason, Logger, PersistenceEvent } from '@holdfast/actors';

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

/** Told of every event, in the turn in which it happens. */
export type PersistenceSystemListener = (event: PersistenceSystemEvent) => void;

/** Who listens to a system, whichever stores come and go. */
export class SystemListeners {
  private readonly subscriptions = new Set<{ readonly listener: PersistenceSystemListener }>();
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger;
  }

  /** Answers how to unsubscribe. */
  add(listener: PersistenceSystemListener): () => void {
    const subscription = { listener };
    this.subscriptions.add(subscription);
    return () => void this.subscriptions.delete(subscription);
  }

  /** One that throws disturbs nobody. */
  readonly tell = (event: PersistenceSystemEvent): void => {
    for (const { listener } of this.subscriptions) {
      try {
        listener(event);
      } catch (error) {
        this.logger.error('a listener threw', { event: event.type, error });
      }
    }
  };
}
