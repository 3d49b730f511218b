/** How long a place is kept for who was told to go on, in ms; at most twice as long. */
const KEPT_MS = 1_000;

/**
 * The places promised to those who were told that there is room and have not asked for it yet. Who
 * never asks loses its place. Kept as two counts rather than one by one: those of the last period,
 * and those of the one before, which lapse together when the period is over.
 */
export class KeptPlaces {
  private fresh = 0;
  private aging = 0;
  private periodEnds = 0;

  get count(): number {
    return this.fresh + this.aging;
  }

  /** When the next ones lapse, on the clock of `now`. */
  get lapseAt(): number {
    return this.periodEnds;
  }

  keep(now: number): void {
    if (this.count === 0) this.periodEnds = now + KEPT_MS;
    this.fresh += 1;
  }

  /** Somebody has asked: whoever it was, one fewer is to come. */
  use(): void {
    if (this.aging > 0) this.aging -= 1;
    else if (this.fresh > 0) this.fresh -= 1;
  }

  lapse(now: number): void {
    while (this.count > 0 && now >= this.periodEnds) {
      this.aging = this.fresh;
      this.fresh = 0;
      this.periodEnds += KEPT_MS;
    }
  }

  clear(): void {
    this.fresh = 0;
    this.aging = 0;
  }
}
