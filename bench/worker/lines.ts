/** What was measured as lines that are judged. */
import { formatCount, type Unit } from '../report/figures.ts';
import type { Finding, Line, Side, Target } from '../report/finding.ts';
import type { Summary } from '../rounds.ts';
import type { Figures } from './measure.ts';
import type { Setting } from './setting.ts';

const atMost = (of: Target['of'], value: number): Target => ({ of, bound: 'at_most', value });

/** P5, P9, P11, and what is to hold while fences hang and under a calm load. */
export const IDLE_BYTES = 4_000;
const FORCED_RATIO = 1.05;
export const GUARD_RATIO = 25;
const STATS_MS = 10;
const CALM_RATIO = 2;
const INTERVAL_MS = 5_000;

export function figureOf(figures: Figures, name: string): Summary {
  const summary = figures.get(name);
  if (summary === undefined) throw new Error(`${name} was not measured`);
  return summary;
}

export function linesOf(figures: Figures, setting: Setting): Line[] {
  const line = lineMaker(figures);
  const { idle } = setting;
  const crowd = formatCount(idle.many - idle.few);
  return [
    line('P5', `idle worker, over ${crowd}`, 'bytes', 'idle.bytes', atMost('figure', IDLE_BYTES)),
    line('P5', 'timers of all idle workers', 'count', 'idle.timers', atMost('figure', 0)),
    ...forcedLines(line),
    ...guardLines(line),
    ...hangingLines(line),
    ...calmLines(line),
    ...saturatedLines(line),
  ];
}

type LineMaker = (
  id: string,
  what: string,
  unit: Unit,
  figure: string,
  target?: Target,
  beside?: readonly [name: string, figure: string],
) => Finding;

function lineMaker(figures: Figures): LineMaker {
  const side = (name: string, figure: string): Side => ({
    name,
    summary: figureOf(figures, figure),
  });
  return (id, what, unit, figure, target, beside) => ({
    id,
    what,
    unit,
    ours: side('Holdfast', figure),
    other: beside && side(...beside),
    target,
  });
}

function forcedLines(line: LineMaker): Finding[] {
  const forced = (kind: string, target?: Target): Finding =>
    line('P9', `forced persistence, ${kind} store`, 'ms', `forced_${kind}.forced`, target, [
      'its bare fence',
      `forced_${kind}.bare`,
    ]);
  return [forced('embedded', atMost('ratio', FORCED_RATIO)), forced('memory')];
}

function guardLines(line: LineMaker): Finding[] {
  const guard = (name: string, what: string, key: string, target?: Target): Finding => {
    const found = line('P11', what, 'ms', `${key}.guarded`, target, ['bare call', `${key}.bare`]);
    return { ...found, ours: { ...found.ours, name } };
  };
  const target = atMost('ratio', GUARD_RATIO);
  return [
    guard('Holdfast', 'admission, deadline, signal, record', 'holdfast_guard_itself', target),
    guard('Holdfast', 'all that a fence of a batch of 100 costs', 'holdfast_guard_batch'),
    guard('Holdfast', 'a fence alone: request, forced call', 'holdfast_guard_alone'),
    guard('cockatiel', 'breaker', 'cockatiel_guard_breaker'),
    guard('cockatiel', 'breaker and timeout', 'cockatiel_guard_timeout'),
    guard('opossum', 'breaker', 'opossum_guard_breaker'),
    guard('opossum', 'breaker, timeout, percentiles', 'opossum_guard_timeout'),
  ];
}

function hangingLines(line: LineMaker): Finding[] {
  const id = 'hanging';
  return [
    line(id, 'statistics, p50', 'ms', 'hang.p50'),
    line(id, 'statistics, p99', 'ms', 'hang.p99', atMost('figure', STATS_MS)),
    line(id, 'statistics, longest', 'ms', 'hang.most'),
    line(id, 'statistics, how often asked', 'count', 'hang.asked'),
    line(id, 'forced calls, all told by their deadline', 'count', 'hang.forced'),
    line(id, 'the latest of them, after its deadline', 'ms', 'hang.late'),
    line(id, 'pending, of at most 1,000', 'count', 'hang.pending', atMost('figure', 1_000)),
    line(id, 'typed refusals of 2,000 requests', 'count', 'hang.refused'),
    line(id, 'heap left behind by a run', 'bytes', 'hang.growth'),
  ];
}

function calmLines(line: LineMaker): Finding[] {
  const id = 'calm';
  const fence = (percentile: string): readonly [string, string] => [
    `bare fence, ${percentile}`,
    `calm_eager.fence${percentile}`,
  ];
  return [
    line(id, 'age when durable, eager, p50', 'ms', 'calm_eager.p50', undefined, fence('p50')),
    line(
      id,
      'age when durable, eager, p99',
      'ms',
      'calm_eager.p99',
      atMost('ratio', CALM_RATIO),
      fence('p99'),
    ),
    line(id, 'age when durable, interval, p50', 'ms', 'calm_interval.p50'),
    line(
      id,
      'age when durable, interval, p99',
      'ms',
      'calm_interval.p99',
      atMost('figure', INTERVAL_MS),
    ),
  ];
}

function saturatedLines(line: LineMaker): Finding[] {
  const eagerBesideInterval = (what: string, writers: string, figure: string): Finding =>
    line('64 writers', what, 'per_second', `${writers}_eager.${figure}`, undefined, [
      'in interval mode',
      `${writers}_interval.${figure}`,
    ]);
  return [
    eagerBesideInterval('accepted, eager', 'saturated', 'accepted'),
    eagerBesideInterval('durable, eager', 'saturated', 'durable'),
    eagerBesideInterval('fences, eager', 'saturated', 'fences'),
    eagerBesideInterval('durable, each waits for it, eager', 'waiting', 'durable'),
  ];
}
