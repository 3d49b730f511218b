/** Holdfast's own log, kept away from the display: lines of JSON in `holdfast.log`. */
import type { LogFields, Logger } from '@holdfast/actors';
import type { LineFile } from './line-file.ts';

/** A host passes its winston logger with `winstonLogger(logger)`; any five methods do as well. */
export function fileLog(file: LineFile, own: LogFields = {}): Logger {
  const log =
    (level: string) =>
    (message: string, fields: LogFields = {}): void => {
      const line = { time: new Date().toISOString(), level, message, ...own, ...fields };
      file.add(JSON.stringify(line, representable));
    };
  return {
    debug: () => undefined,
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
    child: (fields) => fileLog(file, { ...own, ...fields }),
  };
}

function representable(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Error ? { name: value.name, message: value.message } : value;
}
