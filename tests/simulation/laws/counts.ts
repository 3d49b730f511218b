/**
 * The statistics of a worker, counted by somebody else: from what the world did and saw, and never
 * from what the worker remembers.
 */
import type { WorkerStats } from '@holdfast/actors';
import type { FenceOutcome } from '@holdfast/actors/core';
import type { StoreId } from '@holdfast/actors/ports';
import type { SimFence } from '../world/sim-fence.ts';
import { uphold } from './laws.ts';

export class Counts {
  started = 0;
  succeeded = 0;
  failed = 0;
  cancelled = 0;
  trips = 0;
  failures = 0;
  mode: WorkerStats['circuitBreakerState'] = 'closed';
  rejected = 0;
  startedAt = 0;
  lastSuccess: number | null = null;
  lastFailure: number | null = null;
  lastPersistence: number | null = null;
  late = 0;
  writtenOff = 0;
  /** What the worker has been told of and that is not proven, by its latest number. */
  readonly told: Map<StoreId, number> = new Map();
  private responses = 0;
  private responseSum = 0;
  private least: number | null = null;
  private most: number | null = null;

  fence(fence: SimFence, { kind }: FenceOutcome, now: number): void {
    fence.counted = true;
    if (kind === 'cancelled') {
      this.cancelled += 1;
      return;
    }
    const ms = now - fence.startedAt;
    this.responses += 1;
    this.responseSum += ms;
    this.least = Math.min(this.least ?? ms, ms);
    this.most = Math.max(this.most ?? ms, ms);
    if (kind === 'fenced') {
      this.succeeded += 1;
      this.lastSuccess = now;
    } else {
      this.failed += 1;
      this.lastFailure = now;
    }
  }

  tells(storeId: StoreId, seq: number): void {
    this.told.set(storeId, Math.max(seq, this.told.get(storeId) ?? 0));
  }

  proves(storeId: StoreId, seq: number): void {
    if ((this.told.get(storeId) ?? 0) <= seq) this.told.delete(storeId);
  }

  /** A process that goes on from a snapshot goes on counting; one that does not begins anew. */
  agree(stats: WorkerStats, now: number, inFlight: number): void {
    const expected = {
      storeId: 'own',
      totalRequests: this.started,
      successfulRequests: this.succeeded,
      failedRequests: this.failed,
      circuitBreakerTrips: this.trips,
      circuitBreakerState: this.mode,
      circuitBreakerFailureCount: this.failures,
      pendingStoresCount: this.told.size,
      averageResponseTime: this.responses === 0 ? null : this.responseSum / this.responses,
      maxResponseTime: this.most,
      minResponseTime: this.least,
      lastSuccessTime: this.lastSuccess,
      lastFailureTime: this.lastFailure,
      lastPersistenceTime: this.lastPersistence,
      uptime: now - this.startedAt,
      cancelledRequests: this.cancelled,
      rejectedRequests: this.rejected,
      inFlightFences: inFlight,
      lateResults: this.late,
      writtenOffFences: this.writtenOff,
    } as const;
    for (const [name, value] of Object.entries(expected)) {
      const said = stats[name as keyof typeof expected];
      uphold(29, said === value, () => `${name} is ${String(said)}, counted ${String(value)}`);
    }
    const { minResponseTime: min, averageResponseTime: avg, maxResponseTime: max } = stats;
    const inOrder =
      min === null || avg === null || max === null
        ? min === avg && avg === max
        : min <= avg + 1e-9 && avg <= max + 1e-9;
    uphold(16, inOrder, () => `${min} ≤ ${avg} ≤ ${max}`);
    const known = this.succeeded + this.failed + this.cancelled + inFlight;
    uphold(15, this.started === known, () => `${this.started} begun, ${known} accounted for`);
  }
}
