/** What is wrong with a child spec, looked for in the order in which OTP looks. */
import { InvalidOptionError } from '@holdfast/actors';
import type {
  AutoShutdown,
  ChildDefinition,
  ChildModule,
  ChildSpec,
  CompleteChildSpec,
} from './child-spec.ts';

/** The ways in which a child spec can be wrong, by OTP's names where it has one. */
export type ChildSpecProblem =
  | 'invalid_child_spec'
  | 'missing_id'
  | 'missing_start'
  | 'invalid_id'
  | 'invalid_start'
  | 'invalid_restart_type'
  | 'invalid_significant'
  /** Two fields exclude each other; `value` has both. */
  | 'bad_combination'
  | 'invalid_child_type'
  | 'invalid_shutdown'
  | 'invalid_modules'
  | 'duplicate_child_name';

/**
 * A child spec that no supervisor takes. Code `ERR_INVALID_OPTION`; `problem` says what is wrong,
 * `option` where (`children[2].restart`), `value` what stands there.
 */
export class InvalidChildSpecError extends InvalidOptionError {
  readonly problem: ChildSpecProblem;

  constructor(problem: ChildSpecProblem, option: string, value: unknown, expected: string) {
    super(option, value, expected);
    this.name = 'InvalidChildSpecError';
    this.problem = problem;
  }
}

export type Refuse = (
  problem: ChildSpecProblem,
  field: string,
  value: unknown,
  expected: string,
) => never;

/** A value that is looked at field by field, whatever it turns out to be. */
type Unchecked = { readonly [Field in keyof ChildSpec]?: unknown };

/**
 * Fills in the defaults. Throws `InvalidChildSpecError` for the first problem. `autoShutdown` is
 * that of the supervisor, where it is known: under `never` no child may be significant.
 * Source: OTP supervisor, do_check_childspec.
 */
export function completeChildSpec(
  definition: ChildDefinition,
  path: string,
  autoShutdown?: AutoShutdown,
): CompleteChildSpec {
  const spec: Unchecked = specOf(definition, path);
  const refuse: Refuse = (problem, field, value, expected) => {
    throw new InvalidChildSpecError(problem, `${path}.${field}`, value, expected);
  };
  const { id, start, restart = 'permanent', significant = false, modules = [] } = spec;
  const { type = 'worker' } = spec;
  const { shutdown = type === 'supervisor' ? 'infinity' : 5_000 } = spec;
  if (id === undefined) refuse('missing_id', 'id', id, 'given');
  if (start === undefined) refuse('missing_start', 'start', start, 'a function');
  if (!isId(id))
    refuse('invalid_id', 'id', id, 'a number, a symbol, or a string that is not empty');
  if (typeof start !== 'function') refuse('invalid_start', 'start', start, 'a function');
  checkRestart(restart, refuse);
  checkSignificant(significant, restart, autoShutdown, refuse);
  checkType(type, refuse);
  checkShutdown(shutdown, refuse);
  checkModules(modules, refuse);
  const complete = { id, start, restart, shutdown, type, significant, modules };
  return complete as CompleteChildSpec;
}

/** The complete specs of a supervisor's first children. Two with one id are refused. */
export function completeChildSpecs(
  definitions: readonly ChildDefinition[],
  autoShutdown?: AutoShutdown,
): CompleteChildSpec[] {
  if (!Array.isArray(definitions)) {
    throw new InvalidOptionError('children', definitions, 'an array of child specs');
  }
  const specs = definitions as readonly ChildDefinition[];
  const seen = new Set<unknown>();
  return specs.map((definition, index) => {
    const path = `children[${index}]`;
    const spec = completeChildSpec(definition, path, autoShutdown);
    if (seen.has(spec.id)) {
      const expected = 'different from the ids before it';
      throw new InvalidChildSpecError('duplicate_child_name', `${path}.id`, spec.id, expected);
    }
    seen.add(spec.id);
    return spec;
  });
}

function specOf(definition: ChildDefinition, path: string): object {
  const given: unknown = definition;
  const known = isObject(given) || typeof given === 'function';
  const asked = known && hasChildSpec(given) ? given.childSpec() : given;
  if (isObject(asked)) return asked;
  const expected = 'a child spec, or something with a childSpec() that answers one';
  throw new InvalidChildSpecError('invalid_child_spec', path, asked, expected);
}

function hasChildSpec(given: object): given is ChildModule {
  return 'childSpec' in given && typeof given.childSpec === 'function';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isId(id: unknown): boolean {
  return (typeof id === 'string' && id !== '') || typeof id === 'number' || typeof id === 'symbol';
}

export function checkRestart(restart: unknown, refuse: Refuse): void {
  const restarts: readonly unknown[] = ['permanent', 'transient', 'temporary'];
  if (restarts.includes(restart)) return;
  refuse('invalid_restart_type', 'restart', restart, `one of ${restarts.join(', ')}`);
}

function checkSignificant(
  significant: unknown,
  restart: unknown,
  autoShutdown: AutoShutdown | undefined,
  refuse: Refuse,
): void {
  if (typeof significant !== 'boolean') {
    refuse('invalid_significant', 'significant', significant, 'true or false');
  }
  if (!significant) return;
  if (autoShutdown === 'never') {
    const both = { autoShutdown, significant };
    refuse('bad_combination', 'significant', both, 'false while autoShutdown is never');
  }
  if (restart === 'permanent') {
    const both = { restart, significant };
    refuse('bad_combination', 'significant', both, 'false for a permanent child');
  }
}

export function checkType(type: unknown, refuse: Refuse): void {
  if (type === 'worker' || type === 'supervisor') return;
  refuse('invalid_child_type', 'type', type, 'worker or supervisor');
}

export function checkShutdown(shutdown: unknown, refuse: Refuse): void {
  if (shutdown === 'infinity' || shutdown === 'brutal_kill') return;
  if (typeof shutdown === 'number' && shutdown >= 0 && Number.isFinite(shutdown)) return;
  refuse('invalid_shutdown', 'shutdown', shutdown, 'ms ≥ 0, infinity or brutal_kill');
}

export function checkModules(modules: unknown, refuse: Refuse): void {
  if (modules === 'dynamic') return;
  if (Array.isArray(modules) && modules.every((name) => typeof name === 'string')) return;
  refuse('invalid_modules', 'modules', modules, 'an array of names, or dynamic');
}
