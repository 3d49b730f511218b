/**
 * `npm run -s otp:telling -- FILE.jsonl [--count N] [--bytes N]`: prints those lines of a golden
 * file that together show most: each is chosen for what none of those before it has shown.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Line, parseLines } from '../replay/scenario.ts';

/** The parts of a step that tell what happened; the others tell how things stand. */
const SEEN = ['ev', 'down', 'mail', 'lis', 'kids', 'late'];

/** Whom an operation is about does not matter. */
const ANYBODY = { to: 0, id: 0, by: 0, spec: 0, req: 0, ref: 0 };

const { values, positionals } = parseArgs({
  options: {
    count: { type: 'string', default: '40' },
    bytes: { type: 'string', default: '120000' },
  },
  allowPositionals: true,
});
const [file] = positionals;
if (file === undefined) {
  console.error('usage: npm run -s otp:telling -- FILE.jsonl [--count N] [--bytes N]');
  process.exitCode = 2;
} else {
  const path = resolve(process.env['INIT_CWD'] ?? '.', file);
  const lines = parseLines(readFileSync(path, 'utf8'));
  for (const line of telling(lines, Number(values.count), Number(values.bytes))) {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

function telling(lines: readonly Line[], count: number, bytes: number): Line[] {
  const left = new Map(lines.map((line) => [line, shownBy(line)]));
  const seen = new Set<string>();
  const chosen: Line[] = [];
  let budget = bytes;
  while (chosen.length < count) {
    const [best] = [...left]
      .map(([line, shown]) => ({ line, shown, size: JSON.stringify(line).length }))
      .filter(({ size }) => size <= budget)
      .map((one) => ({ ...one, worth: newIn(one.shown, seen) / one.size ** 0.5 }))
      .sort((a, b) => b.worth - a.worth);
    if (best === undefined) break;
    chosen.push(best.line);
    left.delete(best.line);
    budget -= best.size;
    for (const fact of best.shown) seen.add(fact);
  }
  return chosen.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every operation with what came of it: names and numbers of processes do not matter. */
function shownBy({ scenario, trace }: Line): Set<string> {
  const facts = trace.flatMap((step) => {
    const operation = scenario.ops[Number(step['i']) - 1];
    const verb = blurred({ ...(operation as object), ...ANYBODY });
    const others = SEEN.map((part) => step[part] ?? []);
    const seen = others.flat().map((value) => `${scenario.theme} ${blurred(value)}`);
    return [`${verb} ${blurred(step['r'])}`, ...seen, `${verb} ${blurred(others)}`];
  });
  return new Set(facts);
}

function blurred(value: unknown): string {
  return JSON.stringify(value ?? null).replaceAll(/[a-z]+\d*#\d+|\b[tmxk]\d+\b/g, '_');
}

function newIn(shown: ReadonlySet<string>, seen: ReadonlySet<string>): number {
  return [...shown].filter((fact) => !seen.has(fact)).length;
}
