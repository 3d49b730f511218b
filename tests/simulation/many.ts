/** Many histories, one seed after the other, until so many events have been seen. */
import { Coverage } from './coverage.ts';
import { type History, historyOf } from './history/history.ts';
import type { Violation } from './laws/laws.ts';
import { run } from './run.ts';

/** Long enough to reach deep states, short enough to begin anew often. */
export const HISTORY_LENGTH = 1_500;

export interface Many {
  readonly histories: number;
  /** What happened: choices of the histories, and inputs that workers handled. */
  readonly events: number;
  readonly inputs: number;
  readonly virtualMs: number;
  readonly coverage: Coverage;
  /** The first history that broke a law. */
  readonly broken: { readonly history: History; readonly violation: Violation } | undefined;
}

/** `progress` hears after each history how many events there have been. */
export function runMany(
  firstSeed: number,
  atLeast: number,
  progress: (events: number) => void = () => undefined,
): Many {
  const coverage = new Coverage();
  let [histories, events, inputs, virtualMs] = [0, 0, 0, 0];
  for (let seed = firstSeed; events < atLeast; seed = (seed + 1) >>> 0) {
    const history = historyOf(seed, HISTORY_LENGTH);
    const outcome = run(history);
    histories += 1;
    events += outcome.events;
    inputs += outcome.inputs;
    virtualMs += outcome.virtualMs;
    coverage.add(outcome.coverage);
    progress(events);
    const { violation } = outcome;
    if (violation !== undefined) {
      return { histories, events, inputs, virtualMs, coverage, broken: { history, violation } };
    }
  }
  return { histories, events, inputs, virtualMs, coverage, broken: undefined };
}
