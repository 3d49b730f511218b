/** What a dynamic supervisor understands; `dynamic-supervisor.ts` has a verb for each request. */
import type { AnyPid, Request } from '@holdfast/actors';
import type {
  ChildCounts,
  ChildRow,
  StartDynamicChildResult,
  TerminateChildResult,
} from '../results.ts';
import type { CompleteDynamicSpec } from './child-spec.ts';

declare const extraBrand: unique symbol;

/** One child in `DynamicSupervisor.whichChildren`: it has no id. */
export interface DynamicChildRow extends Pick<ChildRow, 'type' | 'modules'> {
  /** Its process; `restarting` while a restart is tried. */
  readonly pid: AnyPid | 'restarting';
}

/**
 * What a dynamic supervisor understands; use its verbs. `Extra`: the arguments that it gives to every
 * start function.
 */
export interface DynamicSupervisorProtocol<Extra extends readonly unknown[] = readonly []> {
  /** @hidden */
  readonly call:
    | Request<
        { readonly type: 'start_child'; readonly spec: CompleteDynamicSpec },
        StartDynamicChildResult
      >
    | Request<{ readonly type: 'terminate_child'; readonly pid: AnyPid }, TerminateChildResult>
    | Request<{ readonly type: 'which_children' }, readonly DynamicChildRow[]>
    | Request<{ readonly type: 'count_children' }, ChildCounts>;
  /** @hidden */
  readonly cast: { readonly type: 'retry_restart'; readonly pid: AnyPid };
  /** @hidden */
  readonly [extraBrand]?: (extra: Extra) => void;
}
