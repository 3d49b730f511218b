/** Percentiles in milliseconds; null before the first sample. */
export interface Percentiles {
  readonly p50ResponseTime: number | null;
  readonly p95ResponseTime: number | null;
  readonly p99ResponseTime: number | null;
}

/** Each bucket ends a twentieth higher than the one before; the first ends at a microsecond. */
const GROWTH = Math.log(1.05);
const FIRST_MS = 0.001;

/** Longer than a day counts as a day. */
const LAST_BUCKET = bucketOf(86_400_000);

/**
 * How long fences took, within 5 %. Counts in buckets, of which there are as many as the longest
 * fence needs: a histogram of `perf_hooks` would hold 32 kB outside of the heap for each worker.
 */
export class ResponseTimes {
  private readonly counts: number[] = [];
  private samples = 0;

  add(ms: number): void {
    const bucket = Math.min(LAST_BUCKET, bucketOf(ms));
    while (this.counts.length <= bucket) this.counts.push(0);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.samples += 1;
  }

  get percentiles(): Percentiles {
    return {
      p50ResponseTime: this.percentile(0.5),
      p95ResponseTime: this.percentile(0.95),
      p99ResponseTime: this.percentile(0.99),
    };
  }

  /** The middle of the bucket in which so many of the samples end. */
  private percentile(share: number): number | null {
    let left = Math.ceil(this.samples * share);
    if (left === 0) return null;
    const bucket = this.counts.findIndex((count) => (left -= count) <= 0);
    return bucket === 0 ? 0 : FIRST_MS * Math.exp(GROWTH * (bucket - 0.5));
  }
}

function bucketOf(ms: number): number {
  return ms <= FIRST_MS ? 0 : Math.ceil(Math.log(ms / FIRST_MS) / GROWTH);
}
