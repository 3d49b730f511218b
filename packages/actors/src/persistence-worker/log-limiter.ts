/** How many lines a worker may log, whatever happens to it. Decides only; time is passed in. */

/**
 * How much a line is worth. `detail`: for whoever looks for a fault, beside the count of lines;
 * `ordinary`; `change`: something is in another state now; `last`: nothing comes after it.
 */
export type LineRank = 'detail' | 'ordinary' | 'change' | 'last';

/** What is known of a line before it is told. */
export interface LineClass {
  /** What happened: a line tells how many of its kind were suppressed before it. */
  readonly kind: string;
  /** To whom: each has lines of its own. */
  readonly subject: string;
  readonly rank: LineRank;
}

const MINUTE_MS = 60_000;

/** Lines of one kind about one subject: so many at once, then one in a second. */
const BURST = 5;
const TOKEN_MS = 1_000;

/** Lines in any minute, ten in all: some places are kept for those that matter more. */
const PLACES = { ordinary: 6, change: 8, summary: 9, last: 10 } as const;

interface Bucket {
  tokens: number;
  at: number;
}

/** Counts exactly what it does not let through. Holds no timer: a summary waits for an event. */
export class LogLimiter {
  /** Of kinds and subjects that were told of lately. Few workers ever need any. */
  private buckets: Map<string, Bucket> | undefined;
  private suppressed: Map<string, number> | undefined;
  private suppressedDetails: Map<string, number> | undefined;
  /** When lines were told, in the last minute. */
  private lines: number[] = [];
  private summaryAt = 0;
  private now = Number.POSITIVE_INFINITY;

  /**
   * How many lines of its kind were suppressed before this one; undefined: it is suppressed, too.
   */
  admit({ kind, subject, rank }: LineClass, now: number): number | undefined {
    this.moveTo(now);
    const counts = rank === 'detail' ? this.suppressedDetails : this.suppressed;
    const before = counts?.get(kind) ?? 0;
    if (!this.fits(rank) || !this.isInTurn(rank, `${kind} ${subject}`)) {
      this.countsFor(rank).set(kind, before + 1);
      return undefined;
    }
    if (rank !== 'detail') this.lines.push(now);
    counts?.delete(kind);
    return before;
  }

  private countsFor(rank: LineRank): Map<string, number> {
    return rank === 'detail'
      ? (this.suppressedDetails ??= new Map<string, number>())
      : (this.suppressed ??= new Map<string, number>());
  }

  /**
   * What was suppressed and not told of since, by kind; undefined when nothing was, or less than a
   * minute after the last summary. It is a line.
   */
  summary(now: number): Readonly<Record<string, number>> | undefined {
    this.moveTo(now);
    if (now - this.summaryAt < MINUTE_MS || this.lines.length >= PLACES.summary) return undefined;
    this.summaryAt = now;
    this.forgetFullBuckets();
    if ((this.suppressed?.size ?? 0) === 0) return undefined;
    this.lines.push(now);
    return this.takeSuppressed();
  }

  /** What was suppressed and not told of, by kind: for the last line of all. */
  takeSuppressed(): Readonly<Record<string, number>> {
    const counts = Object.fromEntries(this.suppressed ?? []);
    this.suppressed = undefined;
    return counts;
  }

  private moveTo(now: number): void {
    // At the beginning, and when the worker is started again under another clock.
    if (now < this.now) {
      this.lines = [];
      this.buckets = undefined;
      this.summaryAt = now;
    }
    this.now = now;
    const [oldest = now] = this.lines;
    if (now - oldest >= MINUTE_MS) this.lines = this.lines.filter((at) => now - at < MINUTE_MS);
  }

  private fits(rank: LineRank): boolean {
    return rank === 'detail' || rank === 'last' || this.lines.length < PLACES[rank];
  }

  private isInTurn(rank: LineRank, key: string): boolean {
    if (rank === 'change' || rank === 'last') return true;
    const { tokens, at } = this.buckets?.get(key) ?? { tokens: BURST, at: this.now };
    const earned = Math.floor((this.now - at) / TOKEN_MS);
    const full = tokens + earned >= BURST;
    const left = full ? BURST : tokens + earned;
    if (left === 0) return false;
    this.buckets ??= new Map();
    this.buckets.set(key, { tokens: left - 1, at: full ? this.now : at + earned * TOKEN_MS });
    return true;
  }

  private forgetFullBuckets(): void {
    for (const [key, { at }] of this.buckets ?? []) {
      if (this.now - at >= BURST * TOKEN_MS) this.buckets?.delete(key);
    }
  }
}
