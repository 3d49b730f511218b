/** Scripted servers and operations as scenarios of kind `gen_server` describe them. */
import type { Quit } from '../client.ts';
import type { ClientSpec } from '../clients.ts';
import type { Ending } from '../ending.ts';
import type { Json } from '../json.ts';
import type { Scenario } from '../scenario.ts';
import type { GivenReason } from '../values.ts';

/** What a server does with a message, and what it returns. */
export interface Script {
  readonly tag?: string;
  readonly do?: readonly Action[];
  readonly ret?: Ret;
}

export type Timeout = number | 'infinity';

export type Action =
  | readonly ['sleep', number]
  | readonly ['set' | 'add', Json]
  | readonly ['send_self' | 'cast_self', string]
  | readonly ['send_after', number, string]
  | readonly ['cancel_timer', string]
  | readonly ['save_from', string]
  | readonly ['reply', string, Json]
  | readonly ['reply_from_other', string, Json]
  | readonly ['trap_exit', boolean]
  | readonly ['raise', string]
  | readonly ['exit', GivenReason]
  | readonly ['stop_self', GivenReason]
  | readonly ['monitor' | 'link' | 'unlink', string]
  | readonly ['call', string, Script, Timeout];

export type GivenNext = { readonly timeout: number } | { readonly continue: Script } | 'hibernate';

interface GoesOn {
  readonly next?: GivenNext;
}

export type Ret =
  | ({ readonly k: 'ok' } & GoesOn)
  | { readonly k: 'ignore' }
  | ({ readonly k: 'reply'; readonly v?: Json } & GoesOn)
  | ({ readonly k: 'reply_state' } & GoesOn)
  | ({ readonly k: 'noreply' } & GoesOn)
  | { readonly k: 'stop'; readonly reason: GivenReason }
  | { readonly k: 'stop_reply'; readonly reason: GivenReason; readonly v?: Json }
  | { readonly k: 'bad'; readonly v: Json };

/** A server as `start` describes it. */
export interface ServerSpec {
  readonly server: string;
  readonly state?: Json;
  readonly trap_exit?: boolean;
  readonly init?: Script;
  /** Tell: wait so many ms, then send a client this text. */
  readonly terminate?: Ending | readonly ['tell', string, string, number];
  readonly bare?: boolean;
}

/** Whom it is for: the latest process of an id, or who has a name. */
export interface Target {
  readonly to?: string;
  readonly to_name?: string;
}

interface Waits {
  readonly timeout?: Timeout;
}

export interface StartOperation extends ServerSpec {
  readonly op: 'start';
  readonly link?: boolean;
  readonly name?: string;
  readonly init_timeout?: number;
}

export type SysCommand =
  | 'get_state'
  | 'replace_state'
  | 'replace_state_raise'
  | 'suspend'
  | 'resume'
  | 'status'
  | 'statistics_on'
  | 'statistics_off'
  | 'statistics'
  | 'log_on'
  | 'log_off'
  | 'log'
  | 'terminate';

export interface SysOperation extends Target, Waits {
  readonly op: 'sys';
  readonly cmd: SysCommand;
  readonly arg?: Json;
}

export type BurstItem = readonly ['cast' | 'info' | 'call', Script];

/** What a client does to a server. */
export type ServerOperation = Target &
  (
    | ({ readonly op: 'call'; readonly req: Script; readonly peek?: boolean } & Waits)
    | { readonly op: 'cast' | 'info'; readonly req: Script }
    | { readonly op: 'burst'; readonly items: readonly BurstItem[] }
    | { readonly op: 'raw'; readonly via: 'info' | 'cast' | 'call' }
    | ({ readonly op: 'stop'; readonly reason?: GivenReason } & Waits)
    | { readonly op: 'exit'; readonly reason: GivenReason }
    | { readonly op: 'monitor'; readonly ref: string }
    | { readonly op: 'link' | 'unlink' }
    | ({ readonly op: 'multi_call'; readonly req: Script } & Waits)
    | { readonly op: 'abcast'; readonly req: Script }
    | SysOperation
  );

/** What a client does by itself, or that begins or ends with it. */
export type ClientOperation =
  | StartOperation
  | { readonly op: 'demonitor'; readonly ref: string }
  | { readonly op: 'await' }
  | ({ readonly op: 'client_quit' } & Quit)
  | (Target & { readonly op: 'call_async'; readonly req: Script } & Waits);

export type Operation =
  | (ServerOperation & { readonly by: string })
  | (ClientOperation & { readonly by: string })
  | { readonly op: 'whereis'; readonly to_name: string }
  | { readonly op: 'sleep'; readonly ms: number };

export interface GenServerScenario extends Scenario {
  readonly clients: readonly ClientSpec[];
  readonly ops: readonly Operation[];
}
