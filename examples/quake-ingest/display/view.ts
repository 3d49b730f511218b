/** What the display shows at one moment. Made by the run, drawn by `render`. */
import type { CircuitBreakerState } from '@holdfast/actors';

export interface View {
  readonly phase: 'replaying' | 'last fences' | 'done' | 'stopping' | 'stopped';
  /** Epoch milliseconds of the catalogue that the replay has reached. */
  readonly reached: number | undefined;
  readonly elapsedMs: number;
  readonly expected: number;
  readonly accepted: number;
  readonly durable: number;
  readonly perSecond: number;
  readonly stores: readonly StoreView[];
}

export interface StoreView {
  readonly id: string;
  readonly breaker: CircuitBreakerState;
  readonly accepted: number;
  readonly durable: number;
  readonly expected: number;
  readonly restarts: number;
  readonly trips: number;
}

/** What the terminal can show. */
export interface Look {
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  readonly unicode: boolean;
}
