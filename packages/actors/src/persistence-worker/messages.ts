/** The worker's whole vocabulary: what it is asked, what it is told, what it does. */
import type { From } from '../gen-server/from.ts';
import type { StoreId } from '../ports/store-id.ts';
import type { Request } from '../process/protocol.ts';
import type { WorkerStats } from './core/stats.ts';
import type { PersistenceEvent } from './events.ts';
import type { FenceOutcome, ForceResult } from './force-result.ts';
import type { OptionName, WorkerOptions } from './options.ts';
import type { OptionLayer, OptionSource } from './resolve-options.ts';

/** A worker's options in force, and where each came from. */
export interface EffectiveOptions {
  readonly values: WorkerOptions;
  readonly sources: Readonly<Record<OptionName, OptionSource>>;
}

export interface ForceRequest {
  readonly type: 'force_persistence';
  /** `wait`: stay until the breaker lets fences pass again; `fail`: answer at once. */
  readonly whenOpen: 'fail' | 'wait';
  /** After so many ms nobody waits for the answer any more. */
  readonly expiresInMs: number;
}

export interface WorkerProtocol {
  readonly call:
    | Request<ForceRequest, ForceResult>
    | Request<{ readonly type: 'get_stats' }, WorkerStats>
    | Request<{ readonly type: 'reset_circuit_breaker' }, undefined>
    | Request<{ readonly type: 'configure'; readonly patch: OptionLayer }, EffectiveOptions>;
  readonly cast: RequestPersistence;
  readonly info: Report;
  readonly continue: Resumed;
}

/** What timers and fences report to the worker. */
export type Report = Tick | BreakerElapsed | FenceSettled | FenceSettledLate;

/** A store has appends up to `seq` that are not fenced. */
export interface RequestPersistence {
  readonly type: 'request_persistence';
  readonly storeId: StoreId;
  readonly seq: number;
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
  /** Every request up to this number came before the fence began. */
  readonly covered: number;
  readonly outcome: FenceOutcome;
}

/** A fence that had timed out has come back after all. */
export interface FenceSettledLate {
  readonly type: 'fence_settled_late';
  readonly fence: number;
  readonly covered: number;
  readonly fenced: boolean;
}

/** This incarnation begins; with what an earlier one left, if there was one. */
export interface Resumed {
  readonly type: 'resumed';
}

/** Everything that the pure core decides on. */
export type WorkerInput =
  | RequestPersistence
  | Report
  | Resumed
  | (ForceRequest & { readonly from: From<ForceResult> })
  | { readonly type: 'reset_circuit_breaker' }
  | { readonly type: 'configure'; readonly patch: OptionLayer }
  | { readonly type: 'drain' };

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
  | { readonly type: 'answer'; readonly from: From<ForceResult>; readonly result: ForceResult }
  | { readonly type: 'publish'; readonly event: PersistenceEvent };
