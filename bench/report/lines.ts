/** Findings as text for a terminal and as a Markdown table. */
import { formatFigure, formatSummary } from './figures.ts';
import { type Finding, type Line, ratioOf, type Side, verdictOf } from './finding.ts';

const COLUMNS = ['', 'what', 'ratio', 'target', '', 'ours', 'beside'];

/** Columns that line up, one finding a line, each note below its line. */
export function textOf(lines: readonly Line[]): string {
  const rows = lines.map(cellsOf);
  const widths = COLUMNS.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows
    .map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((row) => `${row.trimEnd()}\n`)
    .join('');
}

export function markdownOf(lines: readonly Line[]): string {
  return table(COLUMNS, lines.map(cellsOf));
}

/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const divider = header.map(() => '---');
  return [header, divider, ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function cellsOf(line: Line): string[] {
  if ('skipped' in line) return [line.id, line.what, '–', '', 'skipped', line.skipped, ''];
  const { id, what, ours, other, note } = line;
  const ratio = ratioOf(line);
  return [
    id,
    what,
    ratio === undefined ? '–' : formatFigure(ratio, 'times'),
    targetOf(line),
    verdictOf(line) ?? '',
    sideOf(ours, line),
    [other && sideOf(other, line), note].filter((part) => part !== undefined).join('; '),
  ];
}

function targetOf({ target, unit }: Finding): string {
  if (target === undefined) return '';
  const sign = target.bound === 'at_least' ? '≥' : '≤';
  return `${sign} ${formatFigure(target.value, target.of === 'ratio' ? 'times' : unit)}`;
}

function sideOf({ name, summary }: Side, { unit }: Finding): string {
  return `${name} ${formatSummary(summary, unit)}`;
}
