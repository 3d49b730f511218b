/** What a bench found out, before anybody writes it down. */
import type { Summary } from '../rounds.ts';
import type { Unit } from './figures.ts';

export interface Side {
  readonly name: string;
  readonly summary: Summary;
}

/** A bound on the ratio of the two sides, or on our figure itself. */
export interface Target {
  readonly of: 'ratio' | 'figure';
  readonly bound: 'at_least' | 'at_most';
  readonly value: number;
}

/** One line of a report: ours beside somebody else's, and what was promised. */
export interface Finding {
  /** P1 and so on. */
  readonly id: string;
  readonly what: string;
  readonly unit: Unit;
  readonly ours: Side;
  readonly other: Side | undefined;
  readonly target: Target | undefined;
  /** What a reader has to know besides: replies that were lost. */
  readonly note?: string;
}

/** A comparison that could not be made, and why. */
export interface Skipped {
  readonly id: string;
  readonly what: string;
  readonly skipped: string;
}

export type Line = Finding | Skipped;

/** Ours in proportion to the other side; undefined when there is none. */
export function ratioOf({ ours, other }: Finding): number | undefined {
  return other && ours.summary.median / other.summary.median;
}

/** Undefined without a target. */
export function verdictOf(finding: Finding): 'met' | 'missed' | undefined {
  const { target, ours } = finding;
  if (target === undefined) return undefined;
  const judged = target.of === 'ratio' ? ratioOf(finding) : ours.summary.median;
  if (judged === undefined) throw new Error(`${finding.id}: a ratio needs two sides`);
  const met = target.bound === 'at_least' ? judged >= target.value : judged <= target.value;
  return met ? 'met' : 'missed';
}
