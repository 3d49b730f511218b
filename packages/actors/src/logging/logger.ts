/** Facts that go with a log line; values must be representable as JSON. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The five methods that Holdfast needs of a logger. `winstonLogger` makes one from winston. */
export interface Logger {
  /** For whoever looks for a fault. */
  debug(message: string, fields?: LogFields): void;
  /** Something happened as it should. */
  info(message: string, fields?: LogFields): void;
  /** Something is not as it should be, and was dealt with. */
  warn(message: string, fields?: LogFields): void;
  /** Something failed: a process ended abnormally, above all. */
  error(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger;
}

const ignore = (): void => undefined;

/** Logs nothing. The choice of tests, and of hosts that listen to events instead. */
export const silentLogger: Logger = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
  child: () => silentLogger,
};
