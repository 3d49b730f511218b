import type { Logger } from '../logging/logger.ts';
import type { PersistenceEvent, PersistenceListener } from './events.ts';
import { logEvent } from './log-event.ts';

/** Who hears of what a worker does, over all its incarnations. */
export class Listeners {
  private readonly listeners = new Set<PersistenceListener>();

  /** Answers how to unsubscribe. */
  add(listener: PersistenceListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** One that throws must not disturb the worker, nor the others. */
  tell(event: PersistenceEvent, logger: Logger): void {
    logEvent(logger, event);
    for (const listener of this.listeners) {
      try {
        listener(event);
      } catch (error) {
        const { storeId, type } = event;
        logger.error('a listener threw', { storeId, event: type, error });
      }
    }
  }
}
