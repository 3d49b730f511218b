/** Nearest rank: p99 of 500 samples is the fifth longest. Throws without a sample. */
export function percentiles(samples: Float64Array): { p50: number; p99: number; most: number } {
  if (samples.length === 0) throw new RangeError('no samples');
  const sorted = samples.toSorted();
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  return { p50: rank(0.5), p99: rank(0.99), most: rank(1) };
}
