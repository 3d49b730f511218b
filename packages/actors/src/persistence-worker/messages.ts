/** The worker's whole vocabulary: what it is asked, what it is told, what it does. */
import type { StoreId } from '../ports/store-id.ts';
import type { WorkerStats } from './core/stats.ts';
import type { PersistenceEvent } from './events.ts';
import type { FenceOutcome, ForceResult } from './force-result.ts';
import type { OptionLayer } from './options.ts';
import type { Priority } from './priority.ts';
import type { EffectiveOptions } from './resolve-options.ts';

export interface ForceRequest {
  readonly type: 'force_persistence';
  /** `wait`: stay until the breaker lets fences pass again; `fail`: answer at once. */
  readonly whenOpen: 'fail' | 'wait';
}

/** What a worker can be asked. */
export type Question =
  | ForceRequest
  | { readonly type: 'get_stats' }
  | { readonly type: 'reset_circuit_breaker' }
  | { readonly type: 'configure'; readonly patch: OptionLayer }
  | { readonly type: 'drain' };

/** What each question is answered with. */
export interface Answers {
  readonly force_persistence: ForceResult;
  readonly get_stats: WorkerStats;
  readonly reset_circuit_breaker: undefined;
  readonly configure: EffectiveOptions;
  readonly drain: undefined;
}

/**
 * What a worker understands. Use the verbs of `PersistenceWorker` rather than these messages, which
 * may change. A worker has no calls in the sense of `GenServer.call`: who asks it waits in its
 * waiting room, which outlives the process, and the process hears of the question by a cast.
 */
export interface WorkerProtocol {
  /** @hidden */
  readonly cast: RequestPersistence | Asked | CallerLeft | IsolationChanged | StoreReopened;
  /** @hidden */
  readonly info: Report;
  /** @hidden */
  readonly continue: Resumed;
}

/** Caller number `caller` of the waiting room has asked. */
export interface Asked {
  readonly type: 'asked';
  readonly caller: number;
  readonly question: Question;
}

/** A caller no longer waits: its time is over, or its signal aborted. */
export interface CallerLeft {
  readonly type: 'caller_left';
  readonly caller: number;
}

/** Somebody holds the breaker open by hand, or nobody does any more. */
export interface IsolationChanged {
  readonly type: 'isolation_changed';
  readonly isolated: boolean;
}

/** A poisoned store was closed, opened again and checked by its host. */
export interface StoreReopened {
  readonly type: 'store_reopened';
  readonly storeId: StoreId;
}

/** What timers and fences report to the worker. */
export type Report = Tick | BreakerElapsed | FenceSettled | FenceSettledLate;

/** A store has appends up to `seq` that are not fenced; the most urgent asked for this class. */
export interface RequestPersistence {
  readonly type: 'request_persistence';
  readonly storeId: StoreId;
  readonly seq: number;
  readonly priority: Priority;
}

export interface Tick {
  readonly type: 'tick';
}

export interface BreakerElapsed {
  readonly type: 'breaker_elapsed';
  readonly epoch: number;
}

export interface FenceSettled {
  readonly type: 'fence_settled';
  readonly fence: number;
  readonly storeId: StoreId;
  /** Every request up to this number came before the fence began. */
  readonly covered: number;
  readonly outcome: FenceOutcome;
}

/** A fence that had timed out, or outlived the worker that began it, has come back after all. */
export interface FenceSettledLate {
  readonly type: 'fence_settled_late';
  readonly fence: number;
  readonly storeId: StoreId;
  readonly covered: number;
  readonly outcome: FenceOutcome;
}

/** This incarnation begins; with what an earlier one left, if there was one. */
export interface Resumed {
  readonly type: 'resumed';
  /** Somebody holds the breaker open by hand. */
  readonly isolated: boolean;
}

/** Everything that the pure core decides on. */
export type WorkerInput =
  | RequestPersistence
  | Report
  | Resumed
  | CallerLeft
  | IsolationChanged
  | StoreReopened
  | (ForceRequest & { readonly caller: number })
  | { readonly type: 'reset_circuit_breaker' }
  | { readonly type: 'configure'; readonly patch: OptionLayer }
  /** `caller`: who is told when it is done; the final persistence looks for itself. */
  | { readonly type: 'drain'; readonly caller?: number };

/** Everything that the core asks its shell to do. */
export type Effect =
  | {
      readonly type: 'start_fence';
      readonly fence: number;
      readonly storeId: StoreId;
      readonly timeoutMs: number;
    }
  | { readonly type: 'arm_tick'; readonly ms: number }
  | { readonly type: 'disarm_tick' }
  | { readonly type: 'arm_breaker'; readonly epoch: number; readonly ms: number }
  | { readonly type: 'disarm_breaker' }
  | { readonly type: 'advance_durable'; readonly storeId: StoreId; readonly seq: number }
  | { readonly type: 'poison_store'; readonly storeId: StoreId; readonly error: unknown }
  | { readonly type: 'reopen_store'; readonly storeId: StoreId }
  | { readonly type: 'answer'; readonly caller: number; readonly answer: ForceResult | undefined }
  | { readonly type: 'publish'; readonly event: PersistenceEvent };
