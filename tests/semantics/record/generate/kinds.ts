/** What can be generated, by kind and theme. */
import type { Line, Scenario } from '../../replay/scenario.ts';
import { dynamicSupervisorThemes } from './dynamic-supervisor/themes.ts';
import { genServerThemes } from './gen-server/themes.ts';
import { partitionSupervisorThemes } from './partition-supervisor.ts';
import { processThemes } from './process.ts';
import { Random } from './random.ts';
import { registryThemes } from './registry.ts';
import type { Themes } from './scenario.ts';
import { supervisorThemes } from './supervisor/themes.ts';
import { taskThemes } from './task.ts';

const KINDS: Readonly<Record<string, Themes>> = {
  process: processThemes,
  gen_server: genServerThemes,
  supervisor: supervisorThemes,
  dynamic_supervisor: dynamicSupervisorThemes,
  partition_supervisor: partitionSupervisorThemes,
  registry: registryThemes,
  task: taskThemes,
};

/** Far enough apart that the numbers of one seed are not those of another. */
const SEED_STEP = 1_000_003;

/** What to generate. */
export interface Order {
  readonly kind: string;
  /** Default: all themes of the kind, in turn. */
  readonly theme?: string | undefined;
  readonly seed: number;
  readonly count: number;
}

/** A scenario that no trace belongs to yet. */
export type Unplayed = Pick<Line, 'id' | 'scenario'>;

/**
 * Random scenarios: the same order makes the same ones, and each depends only on its number.
 *
 * @throws RangeError if there is no such kind or theme.
 */
export function generate({ kind, theme, seed, count }: Order): Unplayed[] {
  const themes = KINDS[kind] ?? {};
  const names = Object.keys(themes).filter((name) => theme === undefined || name === theme);
  if (names.length === 0) throw new RangeError(`no such kind or theme; there are ${known()}`);
  return Array.from({ length: count }, (_, index) => {
    const name = names[index % names.length] ?? '';
    const made = themes[name]?.(new Random(seed * SEED_STEP + index + 1));
    const id = `${kind}-${name}-s${seed}-all-${String(index + 1).padStart(4, '0')}`;
    return { id, scenario: { id, kind, ...made } as Scenario };
  });
}

function known(): string {
  const kinds = Object.entries(KINDS);
  return kinds.map(([kind, themes]) => `${kind} (${Object.keys(themes).join(', ')})`).join('; ');
}
