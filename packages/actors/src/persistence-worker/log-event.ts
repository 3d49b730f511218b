import type { Logger } from '../logging/logger.ts';
import { describeExit } from '../process/exit-reason.ts';
import type { PersistenceEvent } from './events.ts';

/**
 * The log line of each event, in one place. A batch with failures is one line whatever its size;
 * the single failures are for listeners and for the debug level.
 */
export function logEvent(logger: Logger, event: PersistenceEvent): void {
  const { type, ...fields } = event;
  switch (event.type) {
    case 'breaker_changed':
      logger.warn(`circuit breaker ${event.from} → ${event.to}`, fields);
      return;
    case 'pressure_changed':
      logger[event.level === 'normal' ? 'info' : 'warn'](`pressure ${event.level}`, fields);
      return;
    case 'batch_settled':
      logger[event.failed > 0 ? 'warn' : 'debug']('batch settled', fields);
      return;
    case 'worker_stopped':
      if (event.left.length > 0) logger.error('stopped with stores that are not durable', fields);
      else logger.info('worker stopped', fields);
      return;
    case 'worker_abandoned': {
      const reason = describeExit(event.reason);
      logger.error('worker ended and is not restarted', { ...fields, reason });
      return;
    }
    case 'persistence_failed':
      logger.debug('fence did not succeed', fields);
      return;
    case 'store_quarantined':
      logger.warn('store is kept apart, it fails while others do not', fields);
      return;
    case 'store_poisoned':
      logger.error('store is poisoned: a sync failed, reopen it', fields);
      return;
    case 'fence_written_off':
      logger.error('fence never came back', fields);
      return;
    case 'configuration_warning':
      logger.warn(event.warning, { storeId: event.storeId });
      return;
    case 'worker_started':
    case 'store_recovered':
    case 'configured':
      logger.info(type.replace('_', ' '), fields);
  }
}
