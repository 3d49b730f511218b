import { channel } from 'node:diagnostics_channel';
import {
  type EventFilter,
  InvalidOptionError,
  type Logger,
  PersistenceWorker,
} from '@holdfast/actors';
import {
  type PersistenceSystemEvent,
  type PersistenceSystemEventType,
  type PersistenceSystemListener,
  SYSTEM_STOPPED_CHANNEL,
} from './system-events.ts';

type SystemEventFilter = EventFilter<PersistenceSystemEventType>;

interface Subscription {
  readonly listener: (event: PersistenceSystemEvent) => unknown;
  readonly passes: (event: PersistenceSystemEvent) => boolean;
}

const stopped = channel(SYSTEM_STOPPED_CHANNEL);

/** Who listens to a system, whichever stores come and go. */
export class SystemListeners {
  private readonly subscriptions = new Set<Subscription>();
  private readonly logger: Logger;

  constructor(logger: Logger) {
    this.logger = logger;
  }

  /** Answers how to unsubscribe. Throws `ERR_INVALID_OPTION`. */
  add(listener: PersistenceSystemListener, filter: SystemEventFilter = {}): () => void {
    if (typeof listener !== 'function') {
      throw new InvalidOptionError('listener', listener, 'a function');
    }
    const subscription = { listener, passes: passes(filter) };
    this.subscriptions.add(subscription);
    return () => void this.subscriptions.delete(subscription);
  }

  /** One that throws or rejects disturbs nobody. */
  readonly tell = (event: PersistenceSystemEvent): void => {
    if (event.type === 'system_stopped' && stopped.hasSubscribers) stopped.publish(event);
    for (const { listener, passes } of this.subscriptions) {
      if (!passes(event)) continue;
      const failed = (error: unknown): void => {
        this.logger.error('a listener threw', { event: event.type, error });
      };
      try {
        const answer = listener(event);
        if (answer instanceof Promise) answer.catch(failed);
      } catch (error) {
        failed(error);
      }
    }
  };
}

/** The end of the system is an alert; the rest is as for a worker. */
function passes({ types, ...rest }: SystemEventFilter): Subscription['passes'] {
  const chosen = Array.isArray(types);
  const own = !chosen || types.includes('system_stopped');
  const ofWorkers = chosen ? types.filter((type) => type !== 'system_stopped') : types;
  const workers = PersistenceWorker.passes({ ...rest, types: ofWorkers } as EventFilter);
  return (event) => (event.type === 'system_stopped' ? own : workers(event));
}
