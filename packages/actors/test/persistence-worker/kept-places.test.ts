import { describe, expect, it } from 'vitest';
import { KeptPlaces } from '../../src/persistence-worker/kept-places.ts';

describe('kept places', () => {
  it('are used up one by one by those who ask', () => {
    const kept = new KeptPlaces();
    kept.keep(0);
    kept.keep(0);
    kept.use();
    expect(kept.count).toBe(1);
    kept.use();
    kept.use();
    expect(kept.count).toBe(0);
  });

  it('are used up oldest first', () => {
    const kept = new KeptPlaces();
    kept.keep(0);
    kept.lapse(1_000);
    kept.keep(1_500);
    kept.use();
    kept.lapse(2_000);
    expect(kept.count).toBe(1);
  });

  it('lapse when nobody asks, none sooner than in one second, none later than in two', () => {
    const kept = new KeptPlaces();
    kept.keep(0);
    kept.keep(999);
    for (const [now, left] of [
      [999, 2],
      [1_000, 2],
      [1_999, 2],
      [2_000, 0],
    ] as const) {
      kept.lapse(now);
      expect(kept.count).toBe(left);
    }
    kept.keep(5_000);
    kept.lapse(6_000);
    kept.keep(6_500);
    kept.lapse(7_000);
    expect(kept.count).toBe(1);
    kept.lapse(7_999);
    expect(kept.count).toBe(1);
    kept.lapse(8_000);
    expect(kept.count).toBe(0);
  });

  it('say when the next ones lapse', () => {
    const kept = new KeptPlaces();
    kept.keep(100);
    expect(kept.lapseAt).toBe(1_100);
    kept.lapse(1_100);
    expect(kept.lapseAt).toBe(2_100);
  });
});
