/** Facts that go with a log line; values must be representable as JSON. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The five methods that Holdfast needs of a logger. `winstonLogger` makes one from winston. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
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
