/** Each option at several values, and what it does to the figure that it is there for. */
import { profiles, type WorkerOptionsInput } from '@holdfast/actors';
import type { Unit } from '../report/figures.ts';
import { burst, calm, outage } from './scenarios.ts';

export interface Sweep {
  /** The option, and what is measured. */
  readonly title: string;
  readonly unit: Unit;
  readonly better: 'longer' | 'shorter';
  /** The value that is the default. */
  readonly usual: string;
  readonly trials: readonly Trial[];
}

interface Trial {
  readonly name: string;
  readonly run: () => Promise<number>;
}

function sweep<N extends keyof WorkerOptionsInput>(
  option: N,
  values: readonly NonNullable<WorkerOptionsInput[N]>[],
  measure: (options: WorkerOptionsInput) => Promise<number>,
  rest: Omit<Sweep, 'trials' | 'title'> & { readonly what: string },
): Sweep {
  const { what, ...more } = rest;
  const trials = values.map((value) => ({
    name: String(value),
    run: () => measure({ [option]: value }),
  }));
  return { title: `${option}: ${what}`, trials, ...more };
}

const p99 = async (options: WorkerOptionsInput): Promise<number> => (await calm(options)).p99;
const syncs = async (options: WorkerOptionsInput): Promise<number> =>
  (await calm(options)).syncsPerSecond;
const noticed = async (options: WorkerOptionsInput): Promise<number> =>
  (await outage(options)).noticedMs;

const ms = { unit: 'ms', better: 'shorter' } as const;
const few = { unit: 'count', better: 'shorter' } as const;
const many = { unit: 'count', better: 'longer' } as const;

/** Every profile, and the worker without one. */
const PROFILES: readonly (readonly [name: string, options: WorkerOptionsInput])[] = [
  ['none', {}],
  ...Object.entries(profiles),
];

function ofProfiles(
  what: string,
  measure: (options: WorkerOptionsInput) => Promise<number>,
  more: Pick<Sweep, 'unit' | 'better'>,
): Sweep {
  const trials = PROFILES.map(([name, options]) => ({ name, run: () => measure(options) }));
  return { title: `profiles: ${what}`, usual: 'none', trials, ...more };
}

const INTERVALS = ['500ms', '1s', '2s', '5s', '10s'];

export const SWEEPS: readonly Sweep[] = [
  sweep('mode', ['interval', 'eager'], p99, {
    what: 'age of an event when it is durable, p99',
    usual: 'interval',
    ...ms,
  }),
  sweep('mode', ['interval', 'eager'], syncs, {
    what: 'syncs a second, 50 events a second',
    usual: 'interval',
    ...few,
  }),
  sweep('persistenceInterval', INTERVALS, p99, {
    what: 'age of an event when it is durable, p99',
    usual: '5s',
    ...ms,
  }),
  sweep('persistenceInterval', INTERVALS, syncs, {
    what: 'syncs a second',
    usual: '5s',
    ...few,
  }),
  sweep(
    'maxBatchSize',
    [10, 25, 50, 100, 200, 400],
    async (options) => (await burst(options, 900)).durableMs,
    { what: '900 stores at once, until all are durable', usual: '100', ...ms },
  ),
  sweep(
    'maxPendingStores',
    [250, 500, 1_000, 2_000, 5_000],
    async (options) => (await burst(options, 3_000)).accepted,
    { what: '3,000 stores at once, accepted', usual: '1000', ...many },
  ),
  sweep('storeTimeout', ['2s', '5s', '15s', '30s'], noticed, {
    what: 'a hanging disk is noticed after',
    usual: '15s',
    ...ms,
  }),
  sweep('circuitBreakerFailureThreshold', [1, 2, 3, 5, 10], noticed, {
    what: 'a hanging disk is noticed after',
    usual: '5',
    ...ms,
  }),
  sweep(
    'circuitBreakerTimeout',
    ['10s', '30s', '60s', '120s'],
    async (options) => (await outage(options)).wasted,
    { what: 'fences begun in ten minutes of outage', usual: '60s', ...few },
  ),
  sweep(
    'circuitBreakerTimeout',
    ['10s', '30s', '60s', '120s'],
    async (options) => (await outage(options)).backMs,
    { what: 'after the repair, until all is durable', usual: '60s', ...ms },
  ),
  ofProfiles('age of an event when it is durable, p99', p99, ms),
  ofProfiles(
    '900 stores at once, until all are durable',
    async (options) => (await burst(options, 900)).durableMs,
    ms,
  ),
  ofProfiles(
    '3,000 stores at once, accepted',
    async (options) => (await burst(options, 3_000)).accepted,
    many,
  ),
  ofProfiles('a hanging disk is noticed after', noticed, ms),
];
