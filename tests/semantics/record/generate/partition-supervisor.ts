/** Scenarios of kind `partition_supervisor`. */
import type { Random } from './random.ts';
import { type Fields, reason, type Scenario, type Themes } from './scenario.ts';

function part(random: Random): Scenario {
  const partitions = random.int(1, 5);
  const op = (): Fields =>
    random.weighted<() => Fields>([
      [6, () => ({ op: 'route', key: random.int(-9, 9) })],
      [1, () => ({ op: 'partitions' })],
      [2, () => ({ op: 'which_children' })],
      [1, () => ({ op: 'count_children' })],
      [4, () => crash(random, partitions)],
      [0.3, () => ({ op: 'stop', reason: reason(random) })],
    ])();
  const key = random.pick(['some key', '', 'x']);
  const ops = [{ op: 'route_term', key }, ...random.times(random.int(8, 20), op)];
  return {
    theme: 'part',
    partitions,
    strategy: random.pick(['one_for_one', 'one_for_all', 'rest_for_one']),
    max_restarts: random.pick([0, 2, 4, 20]),
    max_seconds: 3600,
    worker: { restart: 'permanent', trap_exit: random.chance(0.8) },
    ops,
  };
}

function crash(random: Random, partitions: number): Fields {
  const how = random.chance(0.6) ? { reason: reason(random) } : { raise: 'oops' };
  return { op: 'crash', id: `w${random.int(0, partitions - 1)}`, ...how };
}

export const partitionSupervisorThemes: Themes = { part };
