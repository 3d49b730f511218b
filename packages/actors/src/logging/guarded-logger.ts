import type { LogFields, Logger } from './logger.ts';

type Level = 'debug' | 'info' | 'warn' | 'error';

/**
 * The same logger, unable to harm who logs: a host's logger that throws must not end a process, nor
 * keep the end of one from being told to others. There is nobody left to tell, so it is dropped.
 */
export function guardedLogger(logger: Logger): Logger {
  const log = (level: Level) => (message: string, fields?: LogFields) => {
    try {
      logger[level](message, fields);
    } catch {
      // A logger that fails cannot be told about.
    }
  };
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: (fields) => guardedLogger(logger.child(fields)),
  };
}
