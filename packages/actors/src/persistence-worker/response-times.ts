import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';

/** Whole microseconds, up to a day; what is longer counts as a day. */
const LONGEST_US = 86_400_000_000;

/** Percentiles in milliseconds; null before the first sample. */
export interface Percentiles {
  readonly p50ResponseTime: number | null;
  readonly p95ResponseTime: number | null;
  readonly p99ResponseTime: number | null;
}

/** How long fences took, within 1 %, in a fixed amount of memory that an idle worker does not have. */
export class ResponseTimes {
  private histogram: RecordableHistogram | undefined;

  add(ms: number): void {
    this.histogram ??= createHistogram({ lowest: 1, highest: LONGEST_US, figures: 2 });
    this.histogram.record(Math.min(LONGEST_US, Math.max(1, Math.round(ms * 1_000))));
  }

  get percentiles(): Percentiles {
    return {
      p50ResponseTime: this.percentile(50),
      p95ResponseTime: this.percentile(95),
      p99ResponseTime: this.percentile(99),
    };
  }

  private percentile(share: number): number | null {
    return this.histogram === undefined ? null : this.histogram.percentile(share) / 1_000;
  }
}
