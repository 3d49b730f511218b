import { InvalidOptionError } from '../errors.ts';
import type { Logger } from '../logging/logger.ts';
import type { Clock } from '../process/clock.ts';
import { publishDiagnostics } from './diagnostics.ts';
import { type EventFilter, passes } from './event-filter.ts';
import { EventLog } from './event-log.ts';
import type { PersistenceEvent, PersistenceListener } from './events.ts';

interface Subscription {
  readonly listener: PersistenceListener;
  readonly passes: (event: PersistenceEvent) => boolean;
}

/** Who hears of what a worker does, over all its incarnations. */
export class Listeners {
  private subscriptions: Set<Subscription> | undefined;
  private readonly log = new EventLog();

  /** Answers how to unsubscribe. Throws `ERR_INVALID_OPTION`. */
  add(listener: PersistenceListener, filter: EventFilter = {}): () => void {
    if (typeof listener !== 'function') {
      throw new InvalidOptionError('listener', listener, 'a function');
    }
    const subscription = { listener, passes: passes(filter) };
    const subscriptions = (this.subscriptions ??= new Set());
    subscriptions.add(subscription);
    return () => subscriptions.delete(subscription);
  }

  /** One that throws or rejects must not disturb the worker, nor the others. */
  tell(event: PersistenceEvent, logger: Logger, clock: Clock): void {
    this.log.write(event, logger, clock.now());
    publishDiagnostics(event);
    for (const subscription of this.subscriptions ?? []) {
      if (!subscription.passes(event)) continue;
      heard(subscription.listener, event, (error) => {
        this.log.listenerThrew(event, error, logger, clock.now());
      });
    }
  }
}

/** An asynchronous listener is legal where nothing is answered: its rejection is a throw as well. */
function heard(
  listener: (event: PersistenceEvent) => unknown,
  event: PersistenceEvent,
  failed: (error: unknown) => void,
): void {
  try {
    const answer = listener(event);
    if (answer instanceof Promise) answer.catch(failed);
  } catch (error) {
    failed(error);
  }
}
