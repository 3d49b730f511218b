/** Scenarios of kind `registry`. */
import type { Random } from './random.ts';
import type { Fields, Scenario, Themes } from './scenario.ts';

const KEYS = ['x', 'y', 'z'];

function reg(random: Random): Scenario {
  const keys = random.pick(['unique', 'duplicate'] as const);
  const ids = random.times(random.int(2, 4), (index) => `p${index + 1}`);
  const by = (): string => random.pick(ids);
  const key = (): string => random.pick(KEYS);
  const val = (): number => random.int(1, 4);
  const choices: readonly (readonly [number, () => Fields])[] = [
    [10, () => ({ op: 'register', by: by(), key: key(), val: val() })],
    [2, () => ({ op: 'unregister', by: by(), key: key() })],
    [2, () => ({ op: 'unregister_match', by: by(), key: key(), val: val() })],
    [keys === 'unique' ? 3 : 0, () => ({ op: 'update_value', by: by(), key: key(), add: 10 })],
    [2, () => ({ op: 'lookup', key: key() })],
    [1, () => ({ op: 'match', key: key(), val: val() })],
    [1, () => ({ op: 'keys', of: by() })],
    [1, () => ({ op: 'values', key: key(), of: by() })],
    [3, () => ({ op: 'dispatch', by: by(), key: key(), msg: 'ping' })],
    [2, () => ({ op: 'whereis', key: key() })],
    [keys === 'unique' ? 2 : 0, () => ({ op: 'via_send', by: by(), key: key(), msg: 'hello' })],
    [1, () => ({ op: 'kill', to: by() })],
    [0.5, () => ({ op: 'meta_put', key: key(), val: val() })],
    [0.5, () => ({ op: 'meta_get', key: key() })],
  ];
  return {
    theme: 'reg',
    keys,
    partitions: random.pick([1, 2, 4]),
    listener: random.chance(0.5),
    procs: ids.map((id) => ({ id })),
    ops: random.times(random.int(10, 24), () => random.weighted(choices)()),
  };
}

export const registryThemes: Themes = { reg };
