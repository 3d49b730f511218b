/** Events per second over the last moments, for the display. */
export class Rate {
  private readonly samples: { readonly at: number; readonly total: number }[] = [];

  /** The rate over at most two seconds, when `total` has been reached at `at` (ms). */
  sample(total: number, at: number): number {
    this.samples.push({ at, total });
    while (this.samples.length > 2 && at - (this.samples[0]?.at ?? at) > WINDOW_MS) {
      this.samples.shift();
    }
    const first = this.samples[0];
    if (first === undefined || at === first.at) return 0;
    return Math.round(((total - first.total) / (at - first.at)) * 1000);
  }
}

const WINDOW_MS = 2_000;
