import type { LogFields, Logger } from '../logging/logger.ts';
import { describeExit } from '../process/exit-reason.ts';
import type { PersistenceEvent } from './events.ts';
import type { LineRank } from './log-limiter.ts';

/** A line of the log, before it is known whether there is room for it. */
export interface LogLine {
  readonly level: Exclude<keyof Logger, 'child'>;
  readonly text: string;
  readonly fields: LogFields;
  readonly rank: LineRank;
}

/**
 * The log line of each event, in one place. A batch with failures is one line whatever its size;
 * the single failures are for listeners and for the debug level.
 */
export function lineOf(event: PersistenceEvent): LogLine {
  const { type, ...fields } = event;
  switch (event.type) {
    case 'breaker_changed':
      return warn(`circuit breaker ${event.from} → ${event.to}`, fields, 'change');
    case 'pressure_changed': {
      const text = `pressure ${event.level}`;
      return event.level === 'normal' ? info(text, fields) : warn(text, fields);
    }
    case 'batch_settled':
      return event.failed > 0 ? warn('batch settled', fields) : detail('batch settled', fields);
    case 'worker_stopped':
      return event.left.length > 0
        ? error('stopped with stores that are not durable', fields, 'last')
        : info('worker stopped', fields, 'last');
    case 'worker_abandoned': {
      const reason = describeExit(event.reason);
      return error('worker ended and is not restarted', { ...fields, reason }, 'last');
    }
    case 'persistence_failed':
      return detail('fence did not succeed', fields);
    case 'store_quarantined':
      return warn('store is kept apart, it fails while others do not', fields);
    case 'store_poisoned':
      return error('store is poisoned: a sync failed, reopen it', fields, 'change');
    case 'fence_written_off':
      return error('fence never came back', fields);
    case 'configuration_warning':
      return warn(event.warning, { storeId: event.storeId });
    case 'worker_started':
    case 'store_recovered':
    case 'configured':
      return info(type.replace('_', ' '), fields);
  }
}

function detail(text: string, fields: LogFields): LogLine {
  return { level: 'debug', text, fields, rank: 'detail' };
}

function info(text: string, fields: LogFields, rank: LineRank = 'ordinary'): LogLine {
  return { level: 'info', text, fields, rank };
}

function warn(text: string, fields: LogFields, rank: LineRank = 'ordinary'): LogLine {
  return { level: 'warn', text, fields, rank };
}

function error(text: string, fields: LogFields, rank: LineRank = 'ordinary'): LogLine {
  return { level: 'error', text, fields, rank };
}
