import { ActorSystem, type LogFields, type Logger, silentLogger } from '@holdfast/actors';
import { ManualClock } from '@holdfast/actors/testing';

/** A silent actor system whose time stands still until the test moves it. */
export function testSystem(logger: Logger = silentLogger): {
  readonly system: ActorSystem;
  readonly clock: ManualClock;
} {
  const clock = new ManualClock();
  return { system: new ActorSystem({ clock, random: () => 0, logger }), clock };
}

export interface Line extends LogFields {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}

/** A logger that remembers. */
export function recordingLogger(): { readonly logger: Logger; readonly lines: Line[] } {
  const lines: Line[] = [];
  const log = (level: Line['level'], bound: LogFields) => (text: string, fields?: LogFields) =>
    void lines.push({ ...bound, ...fields, level, text });
  const make = (bound: LogFields): Logger => ({
    debug: log('debug', bound),
    info: log('info', bound),
    warn: log('warn', bound),
    error: log('error', bound),
    child: (fields) => make({ ...bound, ...fields }),
  });
  return { logger: make({}), lines };
}

/** A promise that the test settles. */
export interface Gate<T> {
  readonly promise: Promise<T>;
  readonly open: (value: T) => void;
  readonly fail: (error: Error) => void;
}

export function gate<T = void>(): Gate<T> {
  let open!: (value: T) => void;
  let fail!: (error: Error) => void;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

/** Whether a promise has settled, once everything that can run has run. */
export function observe(promise: Promise<unknown>): { readonly settled: boolean } {
  const state = { settled: false };
  const settled = (): void => {
    state.settled = true;
  };
  promise.then(settled, settled);
  return state;
}
