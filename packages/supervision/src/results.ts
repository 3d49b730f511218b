/**
 * What the requests to a supervisor answer: values, since what they say is for the caller to decide
 * upon. Every one has `ok`; without it `error` says why, by OTP's name.
 */
import type { AnyPid, ExitReason } from '@holdfast/actors';
import type { InvalidChildSpecError } from './check-child-spec.ts';
import type { ChildId, ChildType, CompleteChildSpec } from './child-spec.ts';

/** How many children a supervisor has, by what is asked. */
export interface ChildCounts {
  /** Children that are known. */
  readonly specs: number;
  /** Children that live. */
  readonly active: number;
  /** Known children of type `supervisor`. */
  readonly supervisors: number;
  /** Known children of type `worker`. */
  readonly workers: number;
}

/** One child in `whichChildren`. */
export interface ChildRow {
  /** What it is called among its siblings. */
  readonly id: ChildId;
  /**
   * Its process; `undefined` (the word) when it does not run, `restarting` while a restart is
   * tried.
   */
  readonly pid: AnyPid | 'undefined' | 'restarting';
  /** As its specification says. */
  readonly type: ChildType;
  /** As its specification says. */
  readonly modules: readonly string[] | 'dynamic';
}

/** A start that went well: `pid` is undefined when the start function answered ignore. */
export interface ChildStarted<C extends AnyPid = AnyPid> {
  /** It did. */
  readonly ok: true;
  /** The process that runs now. */
  readonly pid: C | undefined;
  /** What the start function gave besides the pid. */
  readonly info?: unknown;
}

/**
 * Why nothing was started; nothing was kept of it either.
 *
 * @inline
 */
interface Refused<Why extends string> {
  readonly ok: false;
  readonly error: Why;
}

/**
 * The start function threw, or the process ended while it started: `reason` says why.
 *
 * @inline
 */
interface StartFailed extends Refused<'start_failed'> {
  readonly reason: ExitReason;
}

/**
 * `pid` has the id among the children, or the name that the child wanted for itself.
 *
 * @inline
 */
interface AlreadyStarted extends Refused<'already_started'> {
  readonly pid: AnyPid;
}

/**
 * No supervisor would take it.
 *
 * @inline
 */
export interface BadChildSpec extends Refused<'bad_child_spec'> {
  /** Which field it is, what stands there, and what should. */
  readonly problem: InvalidChildSpecError;
}

/**
 * No child is called so.
 *
 * @inline
 */
export type NotFound = Refused<'not_found'>;

/** @inline */
export type StartRefused = StartFailed | AlreadyStarted;

/** What `Supervisor.startChild` answers. `already_present`: the id is known, but does not run. */
export type StartChildResult<C extends AnyPid = AnyPid> =
  | ChildStarted<C>
  | StartRefused
  | BadChildSpec
  | Refused<'already_present'>;

/** What `DynamicSupervisor.startChild` answers. */
export type StartDynamicChildResult<C extends AnyPid = AnyPid> =
  | ChildStarted<C>
  | StartRefused
  | BadChildSpec
  | Refused<'max_children'>;

/** What `terminateChild` answers once the child has ended. */
export type TerminateChildResult = { readonly ok: true } | NotFound;

/** What `restartChild` answers. `restarting`: its restart failed and will be tried again. */
export type RestartChildResult =
  | ChildStarted
  | StartRefused
  | Refused<'running' | 'restarting'>
  | NotFound;

/** What `deleteChild` answers. */
export type DeleteChildResult =
  | { readonly ok: true }
  | Refused<'running' | 'restarting'>
  | NotFound;

/** What `getChildSpec` answers: the spec with its defaults filled in. */
export type GetChildSpecResult = { readonly ok: true; readonly spec: CompleteChildSpec } | NotFound;

/** What `whichChild` answers. */
export type WhichChildResult = { readonly ok: true; readonly child: ChildRow } | NotFound;

/** What `checkChildSpecs` answers. */
export type CheckChildSpecsResult = { readonly ok: true } | BadChildSpec;

export const OK: { readonly ok: true } = { ok: true };
export const NOT_FOUND: NotFound = { ok: false, error: 'not_found' };
