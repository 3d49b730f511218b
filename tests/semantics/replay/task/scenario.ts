import type { ClientSpec } from '../clients.ts';
import type { Json } from '../json.ts';
import type { Scenario } from '../scenario.ts';
import type { GivenReason } from '../values.ts';

/** What a task does. */
export interface TaskSpec {
  /** Until it is told to go on. */
  readonly wait?: boolean;
  readonly trap_exit?: boolean;
  readonly end:
    | { readonly ret: Json }
    | { readonly exit: GivenReason }
    | { readonly raise: string };
}

type Shutdown = number | 'infinity' | 'brutal_kill';

/** What a client does. */
export type ClientOperation = { readonly by: string } & (
  | {
      readonly op: 'async' | 'async_nolink';
      readonly task: string;
      readonly fn: TaskSpec;
      readonly shutdown?: Shutdown;
    }
  | {
      readonly op: 'start_child';
      readonly task: string;
      readonly fn: TaskSpec;
      readonly restart?: 'permanent' | 'transient' | 'temporary';
      readonly shutdown?: Shutdown;
    }
  | {
      readonly op: 'await' | 'yield';
      readonly task: string;
      readonly timeout?: number | 'infinity';
    }
  | { readonly op: 'shutdown'; readonly task: string; readonly how?: Shutdown }
  | { readonly op: 'mailbox' }
  | { readonly op: 'client_quit'; readonly reason: GivenReason }
);

export type Operation =
  | ClientOperation
  | { readonly op: 'go' | 'terminate_child'; readonly task: string }
  | { readonly op: 'kill'; readonly task: string; readonly reason: GivenReason }
  | { readonly op: 'stop_sup'; readonly reason: GivenReason };

export interface TaskScenario extends Scenario {
  readonly clients: readonly ClientSpec[];
  readonly max_children?: number;
  readonly ops: readonly Operation[];
}
