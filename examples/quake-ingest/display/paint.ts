/** Colour for finished lines; it adds no width and no meaning that the words do not carry. */
import type { Look } from './view.ts';

const CODES = { red: 31, green: 32, yellow: 33, bold: 1, dim: 2 } as const;

const RULES: readonly (readonly [RegExp, keyof typeof CODES])[] = [
  [/! OPEN/, 'red'],
  [/\? half-open/, 'yellow'],
  [/^(replaying|last fences|done|stopping|stopped)  /, 'bold'],
  [/^network .*/, 'dim'],
  [/INJECTED/, 'yellow'],
  [/closed → open/, 'red'],
  [/open → half_open/, 'yellow'],
  [/half_open → closed/, 'green'],
  [/restarted/, 'green'],
];

export function paint(line: string, { color }: Pick<Look, 'color'>): string {
  if (!color) return line;
  return RULES.reduce(
    (text, [pattern, name]) =>
      text.replace(pattern, (found) => `\u001b[${CODES[name]}m${found}\u001b[0m`),
    line,
  );
}
