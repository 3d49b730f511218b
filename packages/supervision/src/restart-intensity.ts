/** How many restarts within what time are too many. Pure; time is passed in. */
export interface RestartIntensity {
  /** More restarts than this within `maxSeconds` and the supervisor gives up. Default 3. */
  readonly maxRestarts: number;
  /** Length of the window, in seconds. Default 5. */
  readonly maxSeconds: number;
}

/** Source: Elixir Supervisor, `:max_restarts` and `:max_seconds`. */
export const DEFAULT_INTENSITY: RestartIntensity = { maxRestarts: 3, maxSeconds: 5 };

/** When the restarts happened that still count, in ms, oldest first. */
export type RestartWindow = readonly number[];

export interface RestartVerdict {
  readonly window: RestartWindow;
  readonly exceeded: boolean;
}

/**
 * Counts one restart. Those older than the window are forgotten; one exactly as old still counts.
 * Source: OTP supervisor, add_restart.
 */
export function addRestart(
  window: RestartWindow,
  now: number,
  { maxRestarts, maxSeconds }: RestartIntensity,
): RestartVerdict {
  const recent = [...window.filter((at) => now - at <= maxSeconds * 1_000), now];
  return { window: recent, exceeded: recent.length > maxRestarts };
}
