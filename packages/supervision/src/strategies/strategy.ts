/** The vocabulary of the strategies: what they are asked, and what they answer. Pure. */
import type { ChildId } from '../child-spec.ts';
import type { ChildrenView } from '../children.ts';

/** What a supervisor does, one action after the other. */
export type Action =
  /** Ends those that run, in this order, and keeps their specifications. */
  | { readonly type: 'stop_children'; readonly ids: readonly ChildId[] }
  /** The child has no process any more; its specification stays. */
  | { readonly type: 'clear_child'; readonly id: ChildId }
  /** The child has no process any more and is not known any more. */
  | { readonly type: 'forget_child'; readonly id: ChildId }
  /** If it fails, the actions behind it are dropped and `start_failed` is decided upon. */
  | { readonly type: 'start_child'; readonly id: ChildId }
  /** The child is restarting: its restart is tried again after what has arrived meanwhile. */
  | { readonly type: 'retry_later'; readonly id: ChildId }
  /** Ends the supervisor with `shutdown`, after the children that are left. */
  | { readonly type: 'shut_down'; readonly cause: 'restarts_exceeded' | 'auto_shutdown' };

/** How a child that has to be restarted is restarted: who is stopped for it, and who is started. */
export type Strategy = (children: ChildrenView, id: ChildId) => readonly Action[];
