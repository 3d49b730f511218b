import { describe, expect, it } from 'vitest';
import {
  admission,
  beginProbe,
  type CircuitBreaker,
  closedBreaker,
  disable,
  elapse,
  enable,
  isolate,
  leaseOver,
  probeNow,
  record,
  release,
  reset,
  restore,
  returnPermit,
} from '../../../src/persistence-worker/core/circuit-breaker.ts';

const limits = { failureThreshold: 3, openMs: 1_000 };

const at = (now: number, chance = 0) => ({ now, random: () => chance });

function fail(breaker: CircuitBreaker, times: number, now = 0): CircuitBreaker {
  let next = breaker;
  for (let time = 0; time < times; time += 1) next = record(next, false, limits, at(now));
  return next;
}

const opened = fail(closedBreaker, 3, 500);

function untilOf(breaker: CircuitBreaker): number {
  return breaker.state === 'open' ? breaker.until : Number.NaN;
}

describe('circuit breaker', () => {
  it('opens at the threshold of consecutive failures, and not one before', () => {
    expect(fail(closedBreaker, 2)).toMatchObject({ state: 'closed', failures: 2, trips: 0 });
    expect(opened).toMatchObject({ state: 'open', until: 1_500, failures: 3, trips: 1 });
  });

  it('forgets failures at a success', () => {
    const recovered = record(fail(closedBreaker, 2), true, limits, at(0));
    expect(recovered).toMatchObject({ state: 'closed', failures: 0 });
    expect(fail(recovered, 2).state).toBe('closed');
  });

  it('stays open until its time is over, to the millisecond', () => {
    expect(elapse(opened, 1_499)).toBe(opened);
    expect(elapse(opened, 1_500)).toMatchObject({ state: 'half_open', leaseUntil: undefined });
  });

  it('admits a batch when closed, nothing when open, one probe when half-open', () => {
    const halfOpen = elapse(opened, 1_500);
    expect(admission(closedBreaker)).toBe('batch');
    expect(admission(opened)).toBe('nothing');
    expect(admission(halfOpen)).toBe('probe');
    expect(admission(beginProbe(halfOpen, 1_700))).toBe('nothing');
  });

  it('closes after a good probe and opens again, for a whole period, after a bad one', () => {
    const probing = beginProbe(elapse(opened, 1_500), 1_700);
    expect(record(probing, true, limits, at(1_600))).toMatchObject({
      state: 'closed',
      failures: 0,
    });
    expect(record(probing, false, limits, at(1_600))).toMatchObject({
      state: 'open',
      until: 3_600,
      trips: 2,
    });
  });

  it('doubles its open time with every opening in a row, up to eight times', () => {
    let breaker = opened;
    const times = [1_000, 2_000, 4_000, 8_000, 8_000].map((ms, index) => {
      if (index > 0) breaker = record(elapse(breaker, untilOf(breaker)), false, limits, at(0));
      return [untilOf(breaker) - (index === 0 ? 500 : 0), ms];
    });
    for (const [openMs, expected] of times) expect(openMs).toBe(expected);
  });

  it('begins with a short open time again after a whole quiet one, or a reset', () => {
    const twice = record(elapse(opened, 1_500), false, limits, at(1_600));
    const closed = record(elapse(twice, 3_600), true, limits, at(4_000));
    expect(record(closed, true, limits, at(4_999))).toMatchObject({ opens: 2 });
    expect(record(closed, true, limits, at(5_000))).toMatchObject({ opens: 0 });
    expect(record(fail(closed, 2, 4_500), true, limits, at(5_000))).toMatchObject({ opens: 2 });
    expect(reset(twice, 0)).toMatchObject({ opens: 0 });
  });

  it('stays open longer by chance, never shorter', () => {
    const openMs = (chance: number) => {
      const breaker = record(fail(closedBreaker, 2), false, limits, at(0, chance));
      return untilOf(breaker);
    };
    expect([openMs(0), openMs(0.5), openMs(1)]).toEqual([1_000, 1_100, 1_200]);
  });

  it('takes a probe that is not back within its lease for lost', () => {
    const probing = beginProbe(elapse(opened, 1_500), 1_700);
    expect(leaseOver(probing, 1_699)).toBe(false);
    expect(leaseOver(probing, 1_700)).toBe(true);
    expect(leaseOver(elapse(opened, 1_500), 9_000)).toBe(false);
  });

  it('gives the permit back when the probe said nothing', () => {
    const probing = beginProbe(elapse(opened, 1_500), 1_700);
    expect(admission(returnPermit(probing))).toBe('probe');
    expect(returnPermit(probing).epoch).toBe(probing.epoch);
  });

  it('lets nothing pass while it is held by hand, whatever happens, and then probes', () => {
    for (const before of [closedBreaker, opened, elapse(opened, 1_500)]) {
      const held = isolate(before);
      expect(held.epoch).toBe(before.epoch + 1);
      for (const moved of [reset(held, 0), probeNow(held), elapse(held, 9_000), restore(held)]) {
        expect(admission(moved)).toBe('nothing');
      }
      expect(record(held, true, limits, at(0))).toBe(held);
      expect(admission(release(held))).toBe('probe');
    }
  });

  it('only counts while it is switched off', () => {
    const off = disable(opened);
    expect(admission(off)).toBe('batch');
    expect(fail(off, 9)).toMatchObject({ state: 'disabled', failures: 9, trips: 1 });
    expect(record(fail(off, 9), true, limits, at(0))).toMatchObject({ failures: 0 });
    expect(enable(off, 700)).toMatchObject({ state: 'closed', since: 700, epoch: off.epoch + 1 });
  });

  it('begins a new epoch with every change of state, and with no other step', () => {
    const halfOpen = elapse(opened, 1_500);
    const closed = record(beginProbe(halfOpen, 1_700), true, limits, at(1_600));
    expect([opened.epoch, halfOpen.epoch, closed.epoch]).toEqual([1, 2, 3]);
    expect(fail(closedBreaker, 2).epoch).toBe(0);
    expect(beginProbe(halfOpen, 1_700).epoch).toBe(2);
  });

  it('is closed by hand from any state, and keeps counting trips', () => {
    for (const breaker of [closedBreaker, opened, beginProbe(elapse(opened, 1_500), 1_700)]) {
      expect(reset(breaker, 0)).toMatchObject({
        state: 'closed',
        failures: 0,
        trips: breaker.trips,
      });
      expect(reset(breaker, 0).epoch).toBe(breaker.epoch + 1);
    }
  });

  it('keeps its open time over a crash, and lets another probe go', () => {
    expect(restore(opened)).toMatchObject({ state: 'open', until: 1_500, trips: 1 });
    expect(admission(restore(beginProbe(elapse(opened, 1_500), 1_700)))).toBe('probe');
  });

  it('lets the final persistence probe at once, but only if it is open', () => {
    expect(probeNow(opened).state).toBe('half_open');
    expect(probeNow(closedBreaker)).toBe(closedBreaker);
  });
});
