/** The only file that imports winston: everything else logs through the five-method port. */
import { createLogger, format, transports, type Logger as WinstonLogger } from 'winston';
import type { LogFields, Logger } from './logger.ts';

/**
 * A Holdfast logger on top of `winston`. Pass the host's own winston logger and children of it are
 * used; without one, warnings and errors go to standard error as lines of JSON.
 */
export function winstonLogger(base: WinstonLogger = defaultWinston()): Logger {
  // One object, so that winston neither formats the text nor lets a field replace it.
  const log = (level: string) => (message: string, fields?: LogFields) =>
    void base.log({ ...plain(fields), level, message });
  return {
    debug: log('debug'),
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: (fields) => winstonLogger(base.child(plain(fields))),
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
      value instanceof Error ? facts(value, LONGEST_CAUSE_CHAIN) : value,
    ]),
  );
}

/** An error may be its own cause. */
const LONGEST_CAUSE_CHAIN = 5;

function facts(error: Error, depth: number): LogFields {
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    stack,
    ...('code' in error && { code: error.code }),
    ...(cause instanceof Error && depth > 0 && { cause: facts(cause, depth - 1) }),
  };
}
