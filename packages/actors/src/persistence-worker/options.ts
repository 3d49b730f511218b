/** Every option of a worker, once: its unit, default, limits, environment name and meaning. */

/** A worker's options as values: durations in milliseconds. */
export interface WorkerOptions {
  /** The longest that a pending store waits for its tick, ms. Default 5 000. */
  readonly persistenceInterval: number;
  /** One fence of one store, ms. Default 15 000. */
  readonly storeTimeout: number;
  /** Default timeout of a forced persistence, ms. Default 30 000. */
  readonly forcePersistenceTimeout: number;
  /**
   * Bound of the final persistence, and the child spec's `shutdown`, ms. Default 15 000. It can be
   * shortened while the worker runs, but not exceed what its child spec was made with.
   */
  readonly shutdownTimeout: number;
  /** Stores fenced together. Default 100. */
  readonly maxBatchSize: number;
  /** Pending stores; then further stores are refused. Default 1 000. */
  readonly maxPendingStores: number;
  /** Consecutive failed batches that open the breaker. Default 5. */
  readonly circuitBreakerFailureThreshold: number;
  /** False: requests are kept pending and only a forced persistence fences. Default true. */
  readonly persistenceEnabled: boolean;
  /**
   * How long the breaker stays open before it probes, ms. Default 60 000. Doubles with every opening
   * in a row, up to eight times; chance makes it up to a fifth longer, never shorter.
   */
  readonly circuitBreakerTimeout: number;
  /** False: failures are counted and never open the breaker. Default true. */
  readonly circuitBreakerEnabled: boolean;
  /**
   * `interval`: what is pending waits for its tick. `eager`: an idle worker fences at once, and what
   * asks meanwhile is the next batch; the interval is then the longest wait. Default `interval`.
   */
  readonly mode: 'interval' | 'eager';
}

/** The name of an option of a worker. */
export type OptionName = keyof WorkerOptions;

export type OptionValue = number | boolean | string;

/** The checked part of one layer: only what it sets. */
export type OptionLayer = Partial<Record<OptionName, OptionValue>>;

/** Options as a host writes them: a duration may also be text such as `250ms`, `5s` or `1m`. */
export type WorkerOptionsInput = {
  readonly [K in OptionName]?: WorkerOptions[K] extends number
    ? number | string | undefined
    : WorkerOptions[K] | undefined;
};

/** @inline */
export type OptionKind = 'duration' | 'count' | 'flag' | 'choice';

/**
 * One option: what values are legal, what it is without being set, how the environment names it.
 */
export interface OptionSpec {
  /**
   * `duration`: milliseconds, or text such as `5s`; `count`: a whole number; `flag`: a boolean;
   * `choice`: one of `choices`.
   */
  readonly kind: OptionKind;
  /** The value where no layer sets one; a duration in ms. */
  readonly default: number | boolean | string;
  /** The environment variable that sets it. */
  readonly environment: string;
  /** Largest legal value of a duration (ms) or count; the smallest is 1. */
  readonly max: number;
  /** The legal values of a choice. */
  readonly choices?: readonly string[];
  /** What it does, in one line. */
  readonly help: string;
}

const ONE_DAY_MS = 86_400_000;

function duration(environment: string, ms: number, help: string): OptionSpec {
  return { kind: 'duration', default: ms, environment, max: ONE_DAY_MS, help };
}

function count(environment: string, value: number, help: string): OptionSpec {
  return { kind: 'count', default: value, environment, max: 1_000_000, help };
}

function flag(environment: string, help: string): OptionSpec {
  return { kind: 'flag', default: true, environment, max: 1, help };
}

/** Every option of a worker, by name: for help texts and forms. */
export const OPTION_SPECS: Readonly<Record<OptionName, OptionSpec>> = {
  persistenceInterval: duration(
    'HOLDFAST_PERSISTENCE_INTERVAL',
    5_000,
    'the longest that a pending store waits for its tick',
  ),
  storeTimeout: duration('HOLDFAST_STORE_TIMEOUT', 15_000, 'bound of one fence of one store'),
  forcePersistenceTimeout: duration(
    'HOLDFAST_FORCE_PERSISTENCE_TIMEOUT',
    30_000,
    'how long a forced persistence waits unless it says otherwise',
  ),
  shutdownTimeout: duration('HOLDFAST_SHUTDOWN_TIMEOUT', 15_000, 'bound of the final persistence'),
  maxBatchSize: count('HOLDFAST_MAX_BATCH_SIZE', 100, 'stores fenced together'),
  maxPendingStores: count(
    'HOLDFAST_MAX_PENDING_STORES',
    1_000,
    'pending stores; then further stores are refused',
  ),
  circuitBreakerFailureThreshold: count(
    'HOLDFAST_CIRCUIT_BREAKER_FAILURE_THRESHOLD',
    5,
    'consecutive failed batches that open the breaker',
  ),
  persistenceEnabled: flag(
    'HOLDFAST_PERSISTENCE_ENABLED',
    'false: requests are kept pending, and only a forced persistence fences',
  ),
  circuitBreakerTimeout: duration(
    'HOLDFAST_CIRCUIT_BREAKER_TIMEOUT',
    60_000,
    'how long the breaker stays open before it probes; doubles in a row, up to 8 times',
  ),
  circuitBreakerEnabled: flag(
    'HOLDFAST_CIRCUIT_BREAKER_ENABLED',
    'false: failures are counted and never open the breaker',
  ),
  mode: {
    kind: 'choice',
    default: 'interval',
    environment: 'HOLDFAST_MODE',
    max: 1,
    choices: ['interval', 'eager'],
    help: 'what is pending waits for its tick, or is fenced as soon as the worker is idle',
  },
};

export const OPTION_NAMES: readonly OptionName[] = Object.keys(OPTION_SPECS) as OptionName[];
