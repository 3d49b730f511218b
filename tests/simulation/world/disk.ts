import type { StoreId } from '@holdfast/actors/ports';

/**
 * A disk with two halves: what was written, and what of it has been synced. A fence that really
 * syncs moves over what was written when it began; a power cut takes the rest.
 */
export class Disk {
  private readonly written = new Map<StoreId, number[]>();
  private readonly synced = new Map<StoreId, number>();

  /** Request `seq` of a store stands for an event that was appended before it. */
  write(storeId: StoreId, seq: number): void {
    const log = this.written.get(storeId);
    if (log === undefined) this.written.set(storeId, [seq]);
    else log.push(seq);
  }

  /** What a fence that begins now would sync: the last thing written. */
  mark(storeId: StoreId): number {
    return this.written.get(storeId)?.at(-1) ?? 0;
  }

  sync(storeId: StoreId, mark: number): void {
    if (mark > this.durable(storeId)) this.synced.set(storeId, mark);
  }

  durable(storeId: StoreId): number {
    return this.synced.get(storeId) ?? 0;
  }

  /** The last event written with a number of at most `seq`. */
  lastUpTo(storeId: StoreId, seq: number): number {
    const log = this.written.get(storeId) ?? [];
    for (let index = log.length - 1; index >= 0; index -= 1) {
      const at = log[index] as number;
      if (at <= seq) return at;
    }
    return 0;
  }

  /** Whether everything written of a store is synced. */
  isClean(storeId: StoreId): boolean {
    return this.durable(storeId) >= this.mark(storeId);
  }

  /** Drops what was not synced. The host would append it again, under new numbers. */
  powerCut(): void {
    for (const [storeId, log] of this.written) {
      const durable = this.durable(storeId);
      this.written.set(
        storeId,
        log.filter((seq) => seq <= durable),
      );
    }
  }

  /** Forgets numbers that can never matter again, so that a long history stays cheap. */
  trim(storeId: StoreId): void {
    const log = this.written.get(storeId);
    if (log !== undefined && log.length > 64 && this.isClean(storeId))
      log.splice(0, log.length - 1);
  }
}
