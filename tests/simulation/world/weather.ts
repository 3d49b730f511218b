/** How the port behaves, and what a single fence comes to. A seed and a number decide. */
import type { FenceOutcome } from '@holdfast/actors/core';
import type { Random } from '../random.ts';

/** When a fence comes back, and how; `never`: not at all. `syncs`: what it says of the disk. */
export interface Fate {
  readonly afterMs: number;
  readonly outcome: Exclude<FenceOutcome, { kind: 'timed_out' }> | undefined;
  readonly syncs: boolean;
}

type Verdict = 'ok' | 'fail' | 'overload' | 'reject' | 'poison' | 'cancel' | 'hang' | 'slow';

interface Weather {
  readonly name: string;
  readonly shares: Readonly<Partial<Record<Verdict, number>>>;
  /** Only this store is struck; the others see calm. */
  readonly store?: string;
}

export const WEATHERS: readonly Weather[] = [
  { name: 'calm', shares: { ok: 1 } },
  { name: 'showers', shares: { ok: 8, fail: 2, slow: 1, overload: 1 } },
  { name: 'failing', shares: { fail: 1 } },
  { name: 'hanging', shares: { hang: 1 } },
  { name: 'late', shares: { slow: 3, ok: 1 } },
  { name: 'mixed', shares: { ok: 3, fail: 3, hang: 1, slow: 2, cancel: 1 } },
  { name: 'one bad store', shares: { fail: 1 }, store: 'b' },
  { name: 'one refused store', shares: { reject: 1 }, store: 'c' },
  { name: 'rot', shares: { ok: 12, poison: 1 } },
  { name: 'late rot', shares: { slow: 6, ok: 2, poison: 1 } },
  { name: 'withdrawals', shares: { cancel: 2, ok: 1 } },
  { name: 'overload', shares: { overload: 3, ok: 1 } },
];

export function fateOf(weather: Weather, storeId: string, timeoutMs: number, random: Random): Fate {
  const struck = weather.store === undefined || weather.store === storeId;
  const verdict = struck ? draw(weather.shares, random) : 'ok';
  const soon = random.below(5);
  switch (verdict) {
    case 'ok':
      return { afterMs: soon, outcome: { kind: 'fenced' }, syncs: true };
    case 'slow': {
      // Around its deadline: now before, now after it.
      const afterMs = Math.floor(timeoutMs * (0.5 + random.next() * 3));
      const good = random.next() < 0.6;
      return { afterMs, outcome: good ? { kind: 'fenced' } : failed('retryable'), syncs: good };
    }
    case 'hang':
      return { afterMs: Number.POSITIVE_INFINITY, outcome: undefined, syncs: false };
    case 'fail':
      // A failed fence may have synced all the same: nobody knows.
      return { afterMs: soon, outcome: failed('retryable'), syncs: random.next() < 0.3 };
    case 'overload': {
      const outcome = { ...failed('overload'), retryAfterMs: random.below(400) };
      return { afterMs: soon, outcome, syncs: false };
    }
    case 'reject':
      return { afterMs: soon, outcome: failed('rejected'), syncs: false };
    case 'poison':
      return { afterMs: soon, outcome: failed('poisoned'), syncs: false };
    case 'cancel':
      return { afterMs: soon, outcome: { kind: 'cancelled', error: 'withdrawn' }, syncs: false };
  }
}

export function failed(
  kind: Extract<FenceOutcome, { kind: 'failed' }>['class'],
): Extract<FenceOutcome, { kind: 'failed' }> {
  return { kind: 'failed', class: kind, error: kind };
}

function draw(shares: Weather['shares'], random: Random): Verdict {
  const entries = Object.entries(shares) as [Verdict, number][];
  let left = random.next() * entries.reduce((sum, [, share]) => sum + share, 0);
  for (const [verdict, share] of entries) {
    left -= share;
    if (left < 0) return verdict;
  }
  return 'ok';
}
