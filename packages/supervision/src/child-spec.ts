import { type AnyPid, InvalidOptionError, type Parent } from '@holdfast/actors';

/** `permanent`: always; `transient`: after an abnormal end; `temporary`: never, and forgotten. */
export type Restart = 'permanent' | 'transient' | 'temporary';

/**
 * How a child is ended: an exit signal `shutdown` and so many ms to obey it before it is killed,
 * without limit, or killed at once.
 */
export type Shutdown = number | 'infinity' | 'brutal_kill';

/** How a supervisor starts, restarts and ends one child. Source: OTP supervisor, child_spec(). */
export interface ChildSpec {
  /** Unique among the children of one supervisor. */
  readonly id: string;
  /** Starts the child linked to `parent`; called again for every restart. */
  readonly start: (parent: Parent) => Promise<AnyPid>;
  /** Default `permanent`. */
  readonly restart?: Restart;
  /** Default 5 000 ms for a worker, `infinity` for a supervisor. */
  readonly shutdown?: Shutdown;
  /** Default `worker`. */
  readonly type?: 'worker' | 'supervisor';
}

/** A child spec with its defaults filled in. */
export type CompleteChildSpec = Required<ChildSpec>;

/** Fills in the defaults. Throws `ERR_INVALID_OPTION` that names the field: `children[2].restart`. */
export function completeChildSpec(spec: ChildSpec, path: string): CompleteChildSpec {
  const { id, start, restart = 'permanent', type = 'worker' } = spec;
  const { shutdown = type === 'worker' ? 5_000 : 'infinity' } = spec;
  check(typeof id === 'string' && id !== '', path, 'id', id, 'a string that is not empty');
  check(typeof start === 'function', path, 'start', start, 'a function');
  const restarts = ['permanent', 'transient', 'temporary'];
  check(restarts.includes(restart), path, 'restart', restart, `one of ${restarts.join(', ')}`);
  check(['worker', 'supervisor'].includes(type), path, 'type', type, 'worker or supervisor');
  check(isShutdown(shutdown), path, 'shutdown', shutdown, 'ms ≥ 0, infinity or brutal_kill');
  return { id, start, restart, shutdown, type };
}

/** The complete specs of a supervisor's first children. Two with one id are refused. */
export function completeChildSpecs(specs: readonly ChildSpec[]): CompleteChildSpec[] {
  const complete = specs.map((spec, index) => completeChildSpec(spec, `children[${index}]`));
  const seen = new Set<string>();
  for (const [index, { id }] of complete.entries()) {
    check(!seen.has(id), `children[${index}]`, 'id', id, 'different from the ids before it');
    seen.add(id);
  }
  return complete;
}

function isShutdown(shutdown: unknown): boolean {
  if (typeof shutdown === 'number') return shutdown >= 0 && Number.isFinite(shutdown);
  return shutdown === 'infinity' || shutdown === 'brutal_kill';
}

function check(
  good: boolean,
  path: string,
  field: string,
  value: unknown,
  expected: string,
): asserts good {
  if (!good) throw new InvalidOptionError(`${path}.${field}`, value, expected);
}
