import type { AnyPid, Parent } from '@holdfast/actors';
import {
  checkModules,
  checkRestart,
  checkShutdown,
  checkType,
  InvalidChildSpecError,
  type Refuse,
} from '../check-child-spec.ts';
import type { ChildSpec, CompleteChildSpec, StartedChild } from '../child-spec.ts';

/** @inline */
type List = readonly unknown[];

interface Common<C extends AnyPid, Extra extends List, Own extends List>
  extends Omit<ChildSpec<C>, 'start' | 'significant'> {
  /**
   * Starts the child linked to `parent`, with the supervisor's extra arguments and then its own; in
   * the same way at every restart.
   */
  readonly start: (
    parent: Parent,
    ...args: [...Extra, ...Own]
  ) => StartedChild<C> | Promise<StartedChild<C>>;
}

/**
 * How a child of a dynamic supervisor is started, restarted and ended. Its `id` is for people: it
 * need not be unique and is not kept. `args` are the child's own arguments, where it has any.
 */
export type DynamicChildSpec<
  C extends AnyPid = AnyPid,
  Extra extends List = readonly [],
  Own extends List = readonly [],
> = Common<C, Extra, Own> &
  (Own extends readonly [] ? { readonly args?: Own } : { readonly args: Own });

/** A checked specification, of which it does not matter any more who understands the arguments. */
export interface CompleteDynamicSpec
  extends Pick<CompleteChildSpec, 'restart' | 'shutdown' | 'type' | 'modules'> {
  readonly start: (parent: Parent, ...args: List) => unknown;
  readonly args: List;
}

type Unchecked = { readonly [Field in keyof ChildSpec | 'args']?: unknown };

/**
 * Fills in the defaults. Throws `InvalidChildSpecError` for the first problem.
 * Source: Elixir DynamicSupervisor, validate_child.
 */
export function completeDynamicSpec(given: unknown): CompleteDynamicSpec {
  const refuse: Refuse = (problem, field, value, expected) => {
    throw new InvalidChildSpecError(problem, `spec.${field}`, value, expected);
  };
  if (typeof given !== 'object' || given === null) {
    throw new InvalidChildSpecError('invalid_child_spec', 'spec', given, 'a child spec');
  }
  const spec: Unchecked = given;
  const { id, start, args = [], restart = 'permanent', type = 'worker', modules = [] } = spec;
  const { shutdown = type === 'supervisor' ? 'infinity' : 5_000 } = spec;
  if (id === undefined) refuse('missing_id', 'id', id, 'given');
  if (start === undefined) refuse('missing_start', 'start', start, 'a function');
  if (typeof start !== 'function') refuse('invalid_start', 'start', start, 'a function');
  if (!Array.isArray(args)) refuse('invalid_start', 'args', args, 'an array');
  checkRestart(restart, refuse);
  checkShutdown(shutdown, refuse);
  checkType(type, refuse);
  checkModules(modules, refuse);
  const complete: unknown = { start, args, restart, shutdown, type, modules };
  return complete as CompleteDynamicSpec;
}
