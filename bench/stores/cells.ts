/** One figure-giving run of one contender, and everything that is run. */
import { spawnSync } from 'node:child_process';
import type { Setting } from './setting.ts';

/** A tool of the machine, not of a package. */
const STRACE = 'strace';

export type Work =
  | 'one by one'
  | 'fence after 100'
  | 'groups'
  | '5 ms, 1 event'
  | '5 ms, 10 events'
  | '100 ms'
  | 'never'
  | 'idle, slow syncs'
  | 'busy, slow syncs'
  | 'endurance';

export interface Cell {
  readonly contender: string;
  readonly work: Work;
  readonly verb: string;
  readonly numbers: readonly number[];
  /** A command that runs the contender. */
  readonly under?: readonly string[];
  /** Default: that of the setting. */
  readonly rounds?: number;
}

/** The contenders by name, in the order of the report, and what each is made to do. */
const WORKS: Readonly<Record<string, readonly Work[]>> = {
  raw: ['one by one', '5 ms, 1 event', '5 ms, 10 events', 'fence after 100'],
  memory: ['5 ms, 1 event', '5 ms, 10 events'],
  embedded: [
    'one by one',
    '5 ms, 1 event',
    '5 ms, 10 events',
    'fence after 100',
    '100 ms',
    'never',
    'idle, slow syncs',
    'busy, slow syncs',
    'endurance',
  ],
  sqlite: [
    'one by one',
    '5 ms, 1 event',
    '5 ms, 10 events',
    'fence after 100',
    '100 ms',
    'never',
    'busy, slow syncs',
    'endurance',
  ],
  postgres: ['one by one', '5 ms, 1 event', '5 ms, 10 events', 'fence after 100', 'groups'],
  emmett_postgres: ['one by one', '5 ms, 1 event', '5 ms, 10 events', 'groups'],
};

/** Without a tracer the cells that need one are left out. */
export function cellsOf(contenders: readonly string[], setting: Setting): readonly Cell[] {
  const tracer = tracerOf(setting.slowSyncMs);
  return contenders.flatMap((contender) =>
    (WORKS[contender] ?? []).flatMap((work) => {
      const slow = work.endsWith('slow syncs');
      if (slow && tracer === undefined) return [];
      const [verb, ...numbers] = commandOf(work, setting);
      const more = {
        ...(slow && { under: tracer ?? [] }),
        ...(work === 'endurance' && { rounds: 1 }),
      };
      return [{ contender, work, verb, numbers, ...more }];
    }),
  );
}

function commandOf(
  work: Work,
  { ms, writers, enduranceMs }: Setting,
): readonly [verb: string, ...numbers: number[]] {
  switch (work) {
    case 'one by one':
      return ['one_by_one', 1, ms];
    case 'fence after 100':
      return ['one_by_one', 100, ms];
    case 'groups':
      return ['in_groups', 4, 100, ms];
    case '5 ms, 1 event':
      return ['saturated', writers, 1, 5, ms];
    case '5 ms, 10 events':
      return ['saturated', writers, 10, 5, ms];
    case '100 ms':
      return ['saturated', writers, 1, 100, ms];
    case 'never':
      return ['saturated', writers, 1, 0, ms];
    case 'idle, slow syncs':
      return ['loop_delay', 0, ms];
    case 'busy, slow syncs':
      return ['loop_delay', 5_000, ms];
    case 'endurance':
      return ['saturated', writers, 1, 5, enduranceMs];
  }
}

/** Runs a command with every sync slower by so much; undefined where strace cannot. */
function tracerOf(slowerMs: number): readonly string[] | undefined {
  const syncs = 'fdatasync,fsync';
  const delay = `inject=${syncs}:delay_exit=${slowerMs * 1_000}`;
  const quiet = ['-f', '--seccomp-bpf', '-e', `trace=${syncs}`, '-e', delay, '-o', '/dev/null'];
  const probe = spawnSync(STRACE, [...quiet, 'true']);
  return probe.status === 0 ? [STRACE, ...quiet] : undefined;
}
