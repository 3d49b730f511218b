import { type Coverage, WANTED } from './coverage.ts';

const MODES = ['closed', 'open', 'half_open', 'isolated', 'disabled'] as const;
const INPUTS = [
  'request_persistence',
  'tick',
  'breaker_elapsed',
  'fence_settled',
  'fence_settled_late',
  'force_persistence',
  'caller_left',
  'reset_circuit_breaker',
  'isolation_changed',
  'store_reopened',
  'configure',
  'resumed',
  'drain',
] as const;

/** What the histories have reached: every wanted situation, and which pairs were never met. */
export function coverageLines({ situations, pairs }: Coverage): readonly string[] {
  const widest = Math.max(...WANTED.map(({ length }) => length));
  const all = MODES.flatMap((mode) => INPUTS.map((input) => `${mode} × ${input}`));
  const missed = all.filter((pair) => !pairs.has(pair));
  return [
    ...WANTED.map((name) => `${name.padEnd(widest)} ${situations.get(name) ?? 'NEVER'}`),
    `${all.length - missed.length} of ${all.length} pairs of breaker state and input were met`,
    ...(missed.length > 0 ? [`not met: ${missed.join(', ')}`] : []),
  ];
}
