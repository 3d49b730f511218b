import { describeValue, HoldfastError } from '../errors.ts';
import { storeId } from '../ports/store-id.ts';
import type { CircuitBreakerState } from './core/circuit-breaker.ts';
import type { WorkerSnapshot } from './core/snapshot.ts';
import { noCounts } from './core/state.ts';
import { priorityOf } from './priority.ts';

/** `ERR_INVALID_SNAPSHOT`: what was given is no snapshot of this worker. `path` names the part. */
export class InvalidSnapshotError extends HoldfastError {
  /** The part of it that is wrong, such as `pending[2].ageMs`. */
  readonly path: string;

  constructor(path: string, value: unknown, expected: string) {
    super(
      'ERR_INVALID_SNAPSHOT',
      `snapshot.${path} must be ${expected}; got ${describeValue(value)}`,
    );
    this.path = path;
  }
}

const STATES: readonly CircuitBreakerState[] = [
  'closed',
  'open',
  'half_open',
  'isolated',
  'disabled',
];

/** Longer than any breaker stays open, or any store is left in peace: it would not be left again. */
const LONGEST_MS = 10 * 86_400_000;

/** Throws `ERR_INVALID_SNAPSHOT`, also for one of another version or of another store. */
export function checkSnapshot(given: unknown, own: string): WorkerSnapshot {
  const { version, storeId: of, breaker, counters, pending } = record('', given);
  if (version !== 1) throw new InvalidSnapshotError('version', version, '1');
  if (of !== own) throw new InvalidSnapshotError('storeId', of, describeValue(own));
  checkBreaker(breaker);
  checkCounters(counters);
  if (!Array.isArray(pending)) throw new InvalidSnapshotError('pending', pending, 'an array');
  for (const [index, store] of pending.entries()) checkPending(`pending[${index}]`, store);
  return given as WorkerSnapshot;
}

function checkBreaker(given: unknown): void {
  const breaker = record('breaker', given);
  if (!STATES.includes(breaker['state'] as CircuitBreakerState)) {
    throw new InvalidSnapshotError(
      'breaker.state',
      breaker['state'],
      `one of ${STATES.join(', ')}`,
    );
  }
  for (const key of ['failures', 'trips', 'opens']) number(`breaker.${key}`, breaker[key]);
  span('breaker.remainingMs', breaker['remainingMs']);
}

function checkCounters(given: unknown): void {
  const counters = record('counters', given);
  for (const [key, zero] of Object.entries(noCounts)) {
    // Null before the first sample.
    if (zero === null && counters[key] === null) continue;
    number(`counters.${key}`, counters[key]);
  }
}

function checkPending(path: string, given: unknown): void {
  const store = record(path, given);
  check(`${path}.storeId`, store['storeId'], 'the id of a store', (id) => storeId(id));
  check(`${path}.priority`, store['priority'], 'a priority', (priority) => {
    priorityOf({ priority: priority as never });
  });
  for (const key of ['ageMs', 'attempts']) number(`${path}.${key}`, store[key]);
  span(`${path}.pauseMs`, store['pauseMs']);
  const { quarantined } = store;
  if (typeof quarantined !== 'boolean') {
    throw new InvalidSnapshotError(`${path}.quarantined`, quarantined, 'true or false');
  }
}

function check(
  path: string,
  value: unknown,
  expected: string,
  attempt: (value: unknown) => void,
): void {
  try {
    if (value !== undefined) {
      attempt(value);
      return;
    }
  } catch {
    // Told below, by its place in the snapshot.
  }
  throw new InvalidSnapshotError(path, value, expected);
}

function record(path: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new InvalidSnapshotError(path, value, 'an object');
}

function number(path: string, value: unknown): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return;
  throw new InvalidSnapshotError(path, value, 'a number of at least 0');
}

function span(path: string, value: unknown): void {
  number(path, value);
  if ((value as number) <= LONGEST_MS) return;
  throw new InvalidSnapshotError(path, value, `at most ${LONGEST_MS} ms`);
}
