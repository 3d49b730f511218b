/** Trees, workers and operations as scenarios of supervisors describe them. */
import type { Ending } from '../ending.ts';
import type { Json } from '../json.ts';
import type { Scenario } from '../scenario.ts';
import type { GivenReason } from '../values.ts';

/** What an entry into init does. */
export type Outcome =
  | 'ok'
  | 'ignore'
  | { readonly stop: GivenReason }
  | { readonly exit: GivenReason }
  | { readonly raise: string }
  | { readonly bad: Json }
  | { readonly gate: Outcome };

/** The outcomes of successive starts. */
export type Script = readonly (Outcome | { readonly forever: Outcome })[];

/** What a parent records of a child, whatever that is. */
interface ChildFields {
  readonly id: string;
  readonly restart?: string;
  readonly shutdown?: number | string;
  readonly significant?: boolean;
  readonly init?: Script;
}

export interface WorkerSpec extends ChildFields {
  readonly type?: string;
  readonly trap_exit?: boolean;
  readonly terminate?: Ending;
  /** The start function answers something besides the pid. */
  readonly info?: boolean;
  /** The start function starts nothing and answers this. */
  readonly returns?: string | { readonly error: GivenReason };
  /** What is different from a correct specification with id `x`. */
  readonly raw?: RawSpec;
}

export interface RawSpec {
  readonly omit?: readonly string[];
  readonly [field: string]: Json | undefined;
}

export interface SupervisorSpec extends ChildFields {
  readonly strategy?: string;
  readonly max_restarts?: number;
  readonly max_seconds?: number;
  readonly auto_shutdown?: string;
  readonly children: readonly (SupervisorSpec | WorkerSpec)[];
}

export interface DynamicSpec {
  readonly id: string;
  readonly max_restarts?: number;
  readonly max_seconds?: number;
  readonly max_children?: number;
  readonly extra?: Json;
}

/** How a process ends from inside its own code. */
export interface Crash {
  readonly reason?: GivenReason;
  readonly exit?: GivenReason;
  readonly raise?: string;
}

/** What a supervisor is asked; `sup` is `root` unless it says otherwise. */
export type Request = { readonly sup?: string } & (
  | { readonly op: 'start_child'; readonly spec: WorkerSpec }
  | { readonly op: 'terminate_child' | 'restart_child' | 'delete_child'; readonly id: string }
  | { readonly op: 'which_children' | 'count_children' }
);

export type Operation = { readonly within?: number; readonly unordered?: boolean } & (
  | Request
  | ({ readonly op: 'crash'; readonly id: string } & Crash)
  | CrashQueued
  | { readonly op: 'exit' | 'stop'; readonly id: string; readonly reason: GivenReason }
  | { readonly op: 'info'; readonly id: string }
  | { readonly op: 'parent_exit'; readonly reason: GivenReason }
  | { readonly op: 'set_init'; readonly id: string; readonly init: Script }
  | { readonly op: 'sleep'; readonly ms: number }
);

export interface CrashQueued extends Crash {
  readonly op: 'crash_queued';
  readonly id: string;
  /** Whose start is held up; default `id`. */
  readonly gated?: string;
  readonly init: Script;
  readonly queue: readonly Request[];
  readonly sup?: string;
}

export interface TreeScenario<Tree> extends Scenario {
  readonly tree: Tree;
  readonly ops: readonly Operation[];
}

export function isSupervisor(spec: SupervisorSpec | WorkerSpec): spec is SupervisorSpec {
  return 'children' in spec;
}

export function isRequest(operation: Operation): operation is Operation & Request {
  return REQUESTS.includes(operation.op);
}

const REQUESTS: readonly string[] = [
  'start_child',
  'terminate_child',
  'restart_child',
  'delete_child',
  'which_children',
  'count_children',
] satisfies Request['op'][];
