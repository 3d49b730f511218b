import type { Logger } from '../logging/logger.ts';
import type { PersistenceEvent } from './events.ts';
import { lineOf } from './log-event.ts';
import { LogLimiter } from './log-limiter.ts';

/**
 * The log of one worker over all its incarnations: at most ten lines a minute at `info` and above,
 * whatever happens. What is not told is counted, and the count is told: as `suppressed` on the next
 * line of its kind, in a summary once a minute, and on the last line.
 */
export class EventLog {
  private readonly limiter = new LogLimiter();

  write(event: PersistenceEvent, logger: Logger, now: number): void {
    const { level, text, fields, rank } = lineOf(event);
    const subject = 'store' in event ? event.store : event.storeId;
    const suppressed = this.limiter.admit({ kind: event.type, subject, rank }, now);
    if (rank === 'last') {
      logger[level](text, counted(fields, this.limiter.takeSuppressed()));
      return;
    }
    if (suppressed !== undefined) logger[level](text, counted(fields, suppressed));
    this.summarize(event.storeId, logger, now);
  }

  /** A listener has failed to hear an event. */
  listenerThrew(
    { storeId, type }: PersistenceEvent,
    error: unknown,
    logger: Logger,
    now: number,
  ): void {
    const kind = 'listener_threw';
    const suppressed = this.limiter.admit({ kind, subject: type, rank: 'ordinary' }, now);
    if (suppressed === undefined) return;
    logger.error('a listener threw', counted({ storeId, event: type, error }, suppressed));
  }

  private summarize(storeId: string, logger: Logger, now: number): void {
    const suppressed = this.limiter.summary(now);
    if (suppressed !== undefined) logger.warn('lines were suppressed', { storeId, suppressed });
  }
}

/** The fields of a line, and how much was suppressed before it, if anything was. */
function counted(
  fields: Readonly<Record<string, unknown>>,
  suppressed: number | Readonly<Record<string, number>>,
): Readonly<Record<string, unknown>> {
  const none = typeof suppressed === 'number' ? suppressed === 0 : isEmpty(suppressed);
  return none ? fields : { ...fields, suppressed };
}

function isEmpty(counts: Readonly<Record<string, number>>): boolean {
  return Object.keys(counts).length === 0;
}
