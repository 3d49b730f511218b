import { admits, type Door, freePlaces, knock, openDoor, watch } from './admission.ts';
import type { OutsideCounts } from './core/stats.ts';
import { BackpressureError } from './errors.ts';
import type { Priority } from './priority.ts';

/** Limits that are looked up at each request, since they can change while the worker runs. */
export interface LedgerLimits {
  readonly maxPendingStores: number;
  readonly persistenceInterval: number;
}

/** Keeps the door of one worker as `admission` decides, and counts whom it turned away. */
export class Doorkeeper {
  private readonly limits: () => LedgerLimits;
  private readonly rejected: Record<Priority, number> = { critical: 0, high: 0, normal: 0, low: 0 };
  private door: Door = openDoor;

  constructor(limits: () => LedgerLimits) {
    this.limits = limits;
  }

  /** Somebody asks in this class. */
  knock(priority: Priority): void {
    this.door = knock(this.door, priority);
  }

  /** So many stores are pending now. To be told of every change. */
  watch(pending: number): void {
    this.door = watch(this.door, pending, this.limits().maxPendingStores);
  }

  /** Why a store that is not pending yet would be refused now. */
  check(pending: number, priority: Priority): BackpressureError | undefined {
    this.watch(pending);
    if (admits(this.door, priority)) return undefined;
    const { maxPendingStores: limit, persistenceInterval: retryAfterMs } = this.limits();
    return new BackpressureError({ pending, limit, priority, retryAfterMs });
  }

  /** A request of this class has been turned away. */
  count(priority: Priority): void {
    this.rejected[priority] += 1;
  }

  freePlaces(pending: number): number {
    return freePlaces(pending, this.limits().maxPendingStores);
  }

  /** Share of the limit that is used. */
  pressure(pending: number): number {
    return pending / this.limits().maxPendingStores;
  }

  get rejections(): Pick<OutsideCounts, 'rejectedRequests' | 'rejectedByPriority'> {
    const { critical, high, normal, low } = this.rejected;
    return {
      rejectedRequests: critical + high + normal + low,
      rejectedByPriority: { ...this.rejected },
    };
  }
}
