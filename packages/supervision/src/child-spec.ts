import type { AnyPid, ignore, Parent } from '@holdfast/actors';

/** What a child is called among its siblings. Compared as keys of a `Map` are: `1` is not `'1'`. */
export type ChildId = string | number | symbol;

/** `permanent`: always; `transient`: after an abnormal end; `temporary`: never, and forgotten. */
export type Restart = 'permanent' | 'transient' | 'temporary';

/**
 * How a child is ended: an exit signal `shutdown` and so many ms to obey it before it is killed,
 * without limit, or killed at once.
 */
export type Shutdown = number | 'infinity' | 'brutal_kill';

/** Whether a child has children of its own: it decides how long it may take to end by default. */
export type ChildType = 'worker' | 'supervisor';

/** What `ignore()` makes: there is nothing to run, and that is fine. */
export type Ignore = ReturnType<typeof ignore>;

/**
 * What a start function answers: the pid of a process linked to the parent, with something for the
 * caller of `startChild` if it likes, or `ignore()`. A string that is none of these is the reason
 * why it failed. Source: OTP supervisor, startchild_ret().
 */
export type StartedChild<C extends AnyPid = AnyPid> =
  | C
  | { readonly pid: C; readonly info: unknown }
  | Ignore;

/** How a supervisor starts, restarts and ends one child. Source: OTP supervisor, child_spec(). */
export interface ChildSpec<C extends AnyPid = AnyPid> {
  /** Unique among the children of one supervisor. */
  readonly id: ChildId;
  /**
   * Starts the child linked to `parent`; called again for every restart, so that what it closes over
   * are the child's start arguments. It fails by throwing; `ERR_START_IGNORED` counts as `ignore()`.
   */
  readonly start: (parent: Parent) => StartedChild<C> | Promise<StartedChild<C>>;
  /** Default `permanent`. */
  readonly restart?: Restart;
  /** Default 5 000 ms for a worker, `infinity` for a supervisor. */
  readonly shutdown?: Shutdown;
  /** Default `worker`. */
  readonly type?: ChildType;
  /**
   * Its end by itself and without a restart may end the supervisor: see `autoShutdown`. Not for a
   * permanent child, nor under a supervisor that never shuts down by itself. Default false.
   */
  readonly significant?: boolean;
  /** For tools: what the child is made of, shown by `whichChildren`. Default none. */
  readonly modules?: readonly string[] | 'dynamic';
}

/** A child spec with its defaults filled in. */
export type CompleteChildSpec = Required<ChildSpec>;

/** Anything that knows how it wants to be supervised. */
export interface ChildModule<C extends AnyPid = AnyPid> {
  /** How it wants to be supervised, each time it is asked. */
  childSpec(): ChildSpec<C>;
}

/** A child as it may be given to a supervisor. One with arguments is written `module.childSpec(…)`. */
export type ChildDefinition<C extends AnyPid = AnyPid> = ChildSpec<C> | ChildModule<C>;

/** When a supervisor ends by itself, with `shutdown`, because significant children have ended. */
export type AutoShutdown =
  /** It does not. */
  | 'never'
  /** With the first of them. */
  | 'any_significant'
  /** With the last of them. */
  | 'all_significant';
