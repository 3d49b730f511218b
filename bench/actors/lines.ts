/** What was measured as lines that are judged: ours beside each peer, one line a pair. */

import { NO_ERLANG, OURS } from '../contenders/line-up.ts';
import { formatCount, type Unit } from '../report/figures.ts';
import type { Finding, Line, Target } from '../report/finding.ts';
import type { Summary } from '../rounds.ts';
import type { CrowdMessage } from './crowd.ts';
import { figureOf, type Measured } from './measured.ts';
import { AMONG_MANY, CALLS, CASTS, IDLE_BYTES, OUTSTANDING } from './targets.ts';

/** One figure of everybody. */
interface Series {
  readonly id: string;
  readonly what: string;
  readonly unit: Unit;
  readonly figures: ReadonlyMap<string, Summary>;
  /** What each of them calls it. */
  readonly verbs: Readonly<Record<string, string>>;
  readonly targets: Readonly<Record<string, Target>>;
}

const CAST_VERBS = {
  Holdfast: 'GenServer.cast',
  nact: 'nact dispatch',
  XState: 'XState send',
  Effect: 'Effect queue',
  OTP: 'OTP gen_server:cast',
};

const CALL_VERBS = {
  Holdfast: 'GenServer.call',
  nact: 'nact query',
  Effect: 'Effect queue and deferred',
  OTP: 'OTP gen_server:call',
};

export function linesOf(measured: Measured): Line[] {
  const { setting, casts, calls, outstanding, hasOtp } = measured;
  const rate = { unit: 'per_second' } as const;
  const atOnce = `${formatCount(setting.outstanding)} calls at once`;
  const series: readonly Series[] = [
    { ...rate, id: 'P1', what: 'casts', figures: casts, verbs: CAST_VERBS, targets: CASTS },
    { ...rate, id: 'P2', what: 'calls', figures: calls, verbs: CALL_VERBS, targets: CALLS },
    {
      ...rate,
      id: 'P3',
      what: atOnce,
      figures: outstanding.rates,
      verbs: CALL_VERBS,
      targets: OUTSTANDING,
    },
  ];
  return [
    ...series.flatMap((one) => withSkipped(one, besidePeers(one), hasOtp)),
    lossLine(measured),
    ...idleLines(measured),
    ...amongManyLines(measured),
  ];
}

function besidePeers({ id, what, unit, figures, verbs, targets }: Series): Finding[] {
  const ours = { name: verbs[OURS] ?? OURS, summary: figureOf(figures, OURS) };
  return [...figures]
    .filter(([name]) => name !== OURS)
    .map(([name, summary]) => {
      const other = { name: verbs[name] ?? name, summary };
      return { id, what, unit, ours, other, target: targets[name] };
    });
}

function withSkipped({ id, what }: Series, lines: readonly Line[], hasOtp: boolean): Line[] {
  return hasOtp ? [...lines] : [...lines, { id, what, skipped: NO_ERLANG }];
}

/** A reply that is lost spoils P3 however fast the others came. */
function lossLine({ outstanding: { lost }, setting }: Measured): Finding {
  const count = figureOf(lost, OURS);
  const all = formatCount(setting.outstanding * setting.pace.rounds);
  const others = [...lost].filter(([name]) => name !== OURS);
  return {
    id: 'P3',
    what: `replies lost of ${all}`,
    unit: 'count',
    ours: { name: OURS, summary: { median: count, least: count, most: count } },
    other: undefined,
    target: { of: 'figure', bound: 'at_most', value: 0 },
    note: others.map(([name, missing]) => `${name} ${formatCount(missing)}`).join(', '),
  };
}

function idleLines({ crowds, hasOtp }: Measured): Line[] {
  const figures = new Map([...crowds].map(([name, { bytes }]) => [name, bytes]));
  const what = 'idle worker';
  const series: Series = { id: 'P4', what, unit: 'bytes', figures, verbs: {}, targets: {} };
  const lines = besidePeers(series).map((line) =>
    // Our own figure is judged, so once: beside the first.
    line.other?.name === [...figures.keys()][1] ? { ...line, target: IDLE_BYTES } : line,
  );
  return withSkipped(series, lines, hasOtp);
}

function amongManyLines({ crowds, setting }: Measured): Finding[] {
  const many = formatCount(setting.crowd.many);
  return [...crowds].flatMap(([name, { costs }]) =>
    [...costs].map(([message, cost]) => ({
      id: 'P6',
      what: WHAT[message],
      unit: 'ms' as const,
      ours: { name: `${name} with ${many} workers`, summary: cost.many },
      other: { name: `with ${setting.crowd.few}`, summary: cost.few },
      target: name === OURS ? AMONG_MANY : undefined,
    })),
  );
}

const WHAT: Readonly<Record<CrowdMessage, string>> = {
  call: 'call to a sleeping worker',
  cast: 'cast to a worker',
};
