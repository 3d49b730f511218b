/** What a supervisor understands; `supervisor.ts` has a verb for each request. */
import type { Request } from '@holdfast/actors';
import type { ChildDefinition, ChildId } from './child-spec.ts';
import type {
  ChildCounts,
  ChildRow,
  DeleteChildResult,
  GetChildSpecResult,
  RestartChildResult,
  StartChildResult,
  TerminateChildResult,
  WhichChildResult,
} from './results.ts';

/** What a supervisor understands. Use the verbs of `Supervisor` rather than these messages. */
export interface SupervisorProtocol {
  /** @hidden */
  readonly call:
    | Request<{ readonly type: 'which_children' }, readonly ChildRow[]>
    | Request<{ readonly type: 'count_children' }, ChildCounts>
    | Request<{ readonly type: 'start_child'; readonly spec: ChildDefinition }, StartChildResult>
    | Request<{ readonly type: 'terminate_child'; readonly id: ChildId }, TerminateChildResult>
    | Request<{ readonly type: 'restart_child'; readonly id: ChildId }, RestartChildResult>
    | Request<{ readonly type: 'delete_child'; readonly id: ChildId }, DeleteChildResult>
    | Request<{ readonly type: 'get_child_spec'; readonly id: ChildId }, GetChildSpecResult>
    | Request<{ readonly type: 'which_child'; readonly id: ChildId }, WhichChildResult>;
  /** @hidden */
  readonly cast: { readonly type: 'retry_restart'; readonly id: ChildId };
}
