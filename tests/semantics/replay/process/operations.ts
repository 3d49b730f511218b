import type { Quit } from '../client.ts';
import type { Json } from '../json.ts';
import type { GivenReason } from '../values.ts';

/** Who acts, and upon whom. */
interface Between {
  readonly by: string;
  readonly to: string;
}

interface OnRef {
  readonly by: string;
  readonly ref: string;
}

/** The operations of kind `process` that a process performs. */
export type ProcessOperation =
  | (Between & { readonly op: 'link' | 'unlink' })
  | (Between & { readonly op: 'monitor'; readonly ref: string })
  | (OnRef & { readonly op: 'demonitor'; readonly flush?: boolean })
  | (Between & { readonly op: 'monitor_flush'; readonly flush?: boolean })
  | (Between & { readonly op: 'exit'; readonly reason: GivenReason })
  | ({ readonly op: 'finish'; readonly by: string } & Quit)
  | { readonly op: 'trap'; readonly by: string; readonly on: boolean }
  | (Between & { readonly op: 'send'; readonly msg: Json })
  | (Between & {
      readonly op: 'send_after';
      readonly ms: number;
      readonly msg: Json;
      readonly ref: string;
    })
  | (OnRef & { readonly op: 'cancel_timer' | 'read_timer' });

export type Operation = ProcessOperation | { readonly op: 'sleep'; readonly ms: number };
