import { describe, expect, it } from 'vitest';
import {
  admission,
  beginProbe,
  type CircuitBreaker,
  closedBreaker,
  elapse,
  probeNow,
  record,
  reset,
  restore,
} from '../../../src/persistence-worker/core/circuit-breaker.ts';

const limits = { failureThreshold: 3, openMs: 1_000 };

function fail(breaker: CircuitBreaker, times: number, now = 0): CircuitBreaker {
  let next = breaker;
  for (let time = 0; time < times; time += 1) next = record(next, false, limits, now);
  return next;
}

const opened = fail(closedBreaker, 3, 500);

describe('circuit breaker', () => {
  it('opens at the threshold of consecutive failures, and not one before', () => {
    expect(fail(closedBreaker, 2)).toMatchObject({ state: 'closed', failures: 2, trips: 0 });
    expect(opened).toMatchObject({ state: 'open', until: 1_500, failures: 3, trips: 1 });
  });

  it('forgets failures at a success', () => {
    const recovered = record(fail(closedBreaker, 2), true, limits, 0);
    expect(recovered).toMatchObject({ state: 'closed', failures: 0 });
    expect(fail(recovered, 2).state).toBe('closed');
  });

  it('stays open until its time is over, to the millisecond', () => {
    expect(elapse(opened, 1_499)).toBe(opened);
    expect(elapse(opened, 1_500)).toMatchObject({ state: 'half_open', probing: false });
  });

  it('admits a batch when closed, nothing when open, one probe when half-open', () => {
    const halfOpen = elapse(opened, 1_500);
    expect(admission(closedBreaker)).toBe('batch');
    expect(admission(opened)).toBe('nothing');
    expect(admission(halfOpen)).toBe('probe');
    expect(admission(beginProbe(halfOpen))).toBe('nothing');
  });

  it('closes after a good probe and opens again, for a whole period, after a bad one', () => {
    const probing = beginProbe(elapse(opened, 1_500));
    expect(record(probing, true, limits, 1_600)).toMatchObject({ state: 'closed', failures: 0 });
    expect(record(probing, false, limits, 1_600)).toMatchObject({
      state: 'open',
      until: 2_600,
      trips: 2,
    });
  });

  it('begins a new epoch with every change of state, and with no other step', () => {
    const halfOpen = elapse(opened, 1_500);
    const closed = record(beginProbe(halfOpen), true, limits, 1_600);
    expect([opened.epoch, halfOpen.epoch, closed.epoch]).toEqual([1, 2, 3]);
    expect(fail(closedBreaker, 2).epoch).toBe(0);
    expect(beginProbe(halfOpen).epoch).toBe(2);
  });

  it('is closed by hand from any state, and keeps counting trips', () => {
    for (const breaker of [closedBreaker, opened, beginProbe(elapse(opened, 1_500))]) {
      expect(reset(breaker)).toMatchObject({ state: 'closed', failures: 0, trips: breaker.trips });
      expect(reset(breaker).epoch).toBe(breaker.epoch + 1);
    }
  });

  it('keeps its open time over a crash, and lets another probe go', () => {
    expect(restore(opened)).toMatchObject({ state: 'open', until: 1_500, trips: 1 });
    expect(admission(restore(beginProbe(elapse(opened, 1_500))))).toBe('probe');
  });

  it('lets the final persistence probe at once, but only if it is open', () => {
    expect(probeNow(opened).state).toBe('half_open');
    expect(probeNow(closedBreaker)).toBe(closedBreaker);
  });
});
