/** How many restarts within what time are too many. Pure; time is passed in. */
import { InvalidOptionError } from '@holdfast/actors';

/** How many restarts a supervisor puts up with before it gives up. */
export interface RestartIntensity {
  /** More restarts than this within `maxSeconds` and the supervisor gives up. Default 3. */
  readonly maxRestarts: number;
  /** Length of the window, in whole seconds. Default 5. */
  readonly maxSeconds: number;
}

/** Source: Elixir Supervisor, `:max_restarts` and `:max_seconds`. */
export const DEFAULT_INTENSITY: RestartIntensity = { maxRestarts: 3, maxSeconds: 5 };

/** The restarts that may still count, the latest first: nothing is copied to add one. */
export interface RestartWindow {
  readonly count: number;
  readonly latest: CountedRestart | undefined;
}

interface CountedRestart {
  /** When it was, in ms. */
  readonly at: number;
  readonly before: CountedRestart | undefined;
}

export const NO_RESTARTS: RestartWindow = { count: 0, latest: undefined };

export interface RestartVerdict {
  readonly window: RestartWindow;
  readonly exceeded: boolean;
}

/**
 * Counts one restart. Those older than the window do not count; one exactly as old still does. OTP
 * measures in whole seconds, which can only keep a restart for a part of a second longer.
 * Source: OTP supervisor, add_restart.
 */
export function addRestart(
  { count, latest }: RestartWindow,
  now: number,
  { maxRestarts, maxSeconds }: RestartIntensity,
): RestartVerdict {
  const window = { count: count + 1, latest: { at: now, before: latest } };
  // Only when there may be too many does it matter which of them are old.
  if (window.count <= maxRestarts) return { window, exceeded: false };
  const recent = since(window, now - maxSeconds * 1_000);
  return { window: recent, exceeded: recent.count > maxRestarts };
}

/** The intensity with its defaults. Throws `ERR_INVALID_OPTION` that names the option. */
export function completeIntensity(given: Partial<RestartIntensity>): RestartIntensity {
  const { maxRestarts = DEFAULT_INTENSITY.maxRestarts } = given;
  const { maxSeconds = DEFAULT_INTENSITY.maxSeconds } = given;
  if (!(Number.isInteger(maxRestarts) && maxRestarts >= 0)) {
    throw new InvalidOptionError('maxRestarts', maxRestarts, 'a whole number ≥ 0');
  }
  if (!(Number.isInteger(maxSeconds) && maxSeconds > 0)) {
    throw new InvalidOptionError('maxSeconds', maxSeconds, 'a whole number > 0');
  }
  return { maxRestarts, maxSeconds };
}

function since(window: RestartWindow, oldest: number): RestartWindow {
  const times: number[] = [];
  for (let one = window.latest; one !== undefined && one.at >= oldest; one = one.before) {
    times.push(one.at);
  }
  const latest = times.reduceRight<CountedRestart | undefined>(
    (before, at) => ({ at, before }),
    undefined,
  );
  return { count: times.length, latest };
}
