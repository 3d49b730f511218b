/** How a worker is to leave, when its time has come: remembered over a crash on the way. */
export class Departure {
  /** It makes its last fences: a successor accepts no request either. */
  begun = false;
  private by = Number.POSITIVE_INFINITY;

  /** The final persistence has to be over `ms` from now at the latest. */
  limit(now: number, ms: number): void {
    this.by = Math.min(this.by, now + ms);
  }

  /** When a final persistence that begins now, and may take `ms`, has to be over. */
  deadline(now: number, ms: number): number {
    return Math.min(now + ms, this.by);
  }

  /** It has left; if it is ever started again, then as any other. */
  over(): void {
    this.begun = false;
    this.by = Number.POSITIVE_INFINITY;
  }
}
