/** Ctrl-C and its like: the first one stops in order, the second one leaves at once. */

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Under `npm start` one Ctrl-C arrives twice: the terminal signals the whole group, and npm passes
 * on what it gets. A person's second Ctrl-C comes later than this.
 */
const ECHO_MS = 300;

export interface StopActions {
  readonly stop: (signal: StopSignal) => void;
  readonly leave: (signal: StopSignal) => void;
}

interface SignalSource {
  on(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
  off(signal: StopSignal, listener: (signal: StopSignal) => void): unknown;
}

/** Answers how to stop listening. `now` is in ms. */
export function onStopSignals(
  source: SignalSource,
  actions: StopActions,
  now: () => number = () => performance.now(),
): () => void {
  let first: { readonly signal: StopSignal; readonly at: number } | undefined;
  const listener = (signal: StopSignal): void => {
    if (first === undefined) {
      first = { signal, at: now() };
      actions.stop(signal);
    } else if (signal !== first.signal || now() - first.at > ECHO_MS) {
      actions.leave(signal);
    }
  };
  for (const signal of SIGNALS) source.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) source.off(signal, listener);
  };
}
