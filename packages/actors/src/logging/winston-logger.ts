/** The only file that imports winston: everything else logs through the five-method port. */
import { createLogger, format, transports, type Logger as WinstonLogger } from 'winston';
import type { LogFields, Logger } from './logger.ts';

/**
 * A Holdfast logger on top of `winston`. Pass the host's own winston logger and children of it are
 * used; without one, warnings and errors go to standard error as lines of JSON.
 */
export function winstonLogger(base: WinstonLogger = defaultWinston()): Logger {
  return {
    debug: (message, fields) => void base.debug(message, plain(fields)),
    info: (message, fields) => void base.info(message, plain(fields)),
    warn: (message, fields) => void base.warn(message, plain(fields)),
    error: (message, fields) => void base.error(message, plain(fields)),
    child: (fields) => winstonLogger(base.child({ ...fields })),
  };
}

function defaultWinston(): WinstonLogger {
  return createLogger({
    level: 'warn',
    format: format.combine(format.timestamp(), format.json()),
    transports: [new transports.Console({ stderrLevels: ['error', 'warn', 'info', 'debug'] })],
  });
}

/** winston's JSON format renders an Error as `{}`; its facts have to be spelled out. */
function plain(fields: LogFields | undefined): LogFields {
  if (fields === undefined) return {};
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key,
      value instanceof Error ? facts(value) : value,
    ]),
  );
}

function facts(error: Error): LogFields {
  const cause = error.cause instanceof Error ? { cause: facts(error.cause) } : {};
  return { name: error.name, message: error.message, stack: error.stack, ...cause };
}
