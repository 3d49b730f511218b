/**
 * `npm run -s otp:generate -- --kind KIND [--theme THEME] [--seed N] [--count N]`: prints random
 * scenarios, one line `{"id", "scenario"}` each, for `otp:record` to play. The same seed prints the
 * same lines, and each line depends only on its number.
 */
import process from 'node:process';
import { parseArgs } from 'node:util';
import { genServerThemes } from './generate/gen-server/themes.ts';
import { processThemes } from './generate/process.ts';
import { Random } from './generate/random.ts';
import type { Themes } from './generate/scenario.ts';
import { supervisorThemes } from './generate/supervisor/themes.ts';

const KINDS: Readonly<Record<string, Themes>> = {
  process: processThemes,
  gen_server: genServerThemes,
  supervisor: supervisorThemes,
};

/** Far enough apart that the numbers of one seed are not those of another. */
const SEED_STEP = 1_000_003;

const { values } = parseArgs({
  options: {
    kind: { type: 'string', default: 'process' },
    theme: { type: 'string' },
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10' },
  },
});
const { kind, theme, seed, count } = values;
const themes = KINDS[kind];
if (themes === undefined || (theme !== undefined && themes[theme] === undefined)) {
  const known = Object.entries(KINDS).map(
    ([name, of]) => `${name} (${Object.keys(of).join(', ')})`,
  );
  console.error(`no such kind or theme; there are ${known.join('; ')}`);
  process.exitCode = 2;
} else {
  const names = theme === undefined ? Object.keys(themes) : [theme];
  for (let number = 1; number <= Number(count); number += 1) print(themes, names, number);
}

function print(themes: Themes, names: readonly string[], number: number): void {
  const random = new Random(Number(seed) * SEED_STEP + number);
  const name = names[number % names.length] ?? '';
  const made = themes[name]?.(random);
  const id = `${kind}-${name}-s${seed}-all-${String(number).padStart(4, '0')}`;
  process.stdout.write(`${JSON.stringify({ id, scenario: { id, kind, ...made } })}\n`);
}
