/** Horizontal bars as an SVG that can be read on light and dark backgrounds. */
import { formatFigure, type Unit } from './figures.ts';
import { type Scale, scaleFor } from './scale.ts';
import { tag, text, words } from './svg.ts';

export interface Bar {
  readonly name: string;
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** Stands behind the figure: how many times less than ours. */
  readonly remark?: string;
  /** Drawn in the colour that catches the eye. */
  readonly ours: boolean;
}

export interface Panel {
  readonly title: string;
  readonly better: 'longer' | 'shorter';
  readonly unit: Unit;
  readonly bars: readonly Bar[];
  /** Where ours is to stand, drawn as a line across our bars. */
  readonly target?: number | undefined;
}

const WIDTH = 880;
const MARGIN = 24;
const NAMES = 190;
/** Columns to the right of the bars: the figure, and what ours is to it. */
const FIGURE = 90;
const REMARK = 120;
const LONGEST = WIDTH - 2 * MARGIN - NAMES - FIGURE - REMARK;
const ROW = 26;
const BAR = 16;
const HEAD = 34;
const AXIS = 30;
/** Below the axis, where there is one. */
const TARGET_LABEL = 16;

const STYLE = `
  text { font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif; fill: #1f2328; }
  .page { fill: #ffffff; }
  .title { font-size: 18px; font-weight: 600; }
  .panel { font-size: 14px; font-weight: 600; }
  .quiet { font-size: 12px; fill: #59636e; }
  .grid { stroke: #d1d9e0; }
  .bar { fill: #8c959f; }
  .ours { fill: #0969da; }
  .range { stroke: #1f2328; stroke-width: 1.5; }
  .target { stroke: #cf222e; stroke-width: 2; }
  .target-label { font-size: 12px; fill: #cf222e; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .page { fill: #0d1117; }
    .quiet { fill: #9198a1; }
    .grid { stroke: #3d444d; }
    .bar { fill: #656c76; }
    .ours { fill: #4493f8; }
    .range { stroke: #f0f6fc; }
    .target { stroke: #ff7b72; }
    .target-label { fill: #ff7b72; }
  }`;

export function chart(
  title: string,
  subtitles: readonly string[],
  panels: readonly Panel[],
): string {
  let y = 54 + subtitles.length * 18;
  const drawn = panels.map((panel) => {
    const part = drawPanel(panel, y);
    y += heightOf(panel);
    return part;
  });
  const size = { width: WIDTH, height: y, viewBox: `0 0 ${WIDTH} ${y}` };
  const head = [
    tag('rect', { class: 'page', width: WIDTH, height: y, rx: 8 }),
    text(title, { class: 'title', x: MARGIN, y: 34 }),
    ...subtitles.map((line, index) =>
      text(line, { class: 'quiet', x: MARGIN, y: 54 + index * 18 }),
    ),
  ];
  const inside = [words('title', title, {}), `<style>${STYLE}</style>`, ...head, ...drawn];
  return tag('svg', { xmlns: 'http://www.w3.org/2000/svg', role: 'img', ...size }, inside);
}

function heightOf({ bars, target }: Panel): number {
  return HEAD + bars.length * ROW + AXIS + (target === undefined ? 0 : TARGET_LABEL);
}

function drawPanel(panel: Panel, y: number): string {
  const { bars, target, unit } = panel;
  const figures = bars.flatMap(({ least, median, most }) => [least, median, most]);
  const scale = scaleFor(target === undefined ? figures : [...figures, target]);
  const bottom = y + HEAD + bars.length * ROW;
  const kind = scale.logarithmic ? 'logarithmic, ' : '';
  return [
    text(panel.title, { class: 'panel', x: MARGIN, y: y + 18 }),
    text(`${kind}${panel.better} is better`, {
      class: 'quiet',
      x: WIDTH - MARGIN,
      y: y + 18,
      'text-anchor': 'end',
    }),
    ...scale.ticks.map((tick) => drawTick(scale, tick, unit, y + HEAD, bottom)),
    ...bars.map((bar, index) => drawBar(bar, scale, unit, y + HEAD + index * ROW)),
    ...(target === undefined ? [] : drawTarget(panel, scale, target, y + HEAD, bottom)),
  ].join('\n');
}

function drawTick(scale: Scale, tick: number, unit: Unit, top: number, bottom: number): string {
  const x = xOf(scale, tick);
  const label = tick === 0 ? '0' : formatFigure(tick, unit).replace(/[.]0+(?= )/, '');
  return [
    tag('line', { class: 'grid', x1: x, x2: x, y1: top, y2: bottom }),
    text(label, { class: 'quiet', x, y: bottom + 16, 'text-anchor': 'middle' }),
  ].join('');
}

function drawBar(bar: Bar, scale: Scale, unit: Unit, y: number): string {
  const from = MARGIN + NAMES;
  const end = xOf(scale, bar.median);
  const middle = y + ROW / 2;
  const column = from + LONGEST + FIGURE;
  return [
    text(bar.name, { x: from - 10, y: middle + 4, 'text-anchor': 'end' }),
    tag('rect', {
      class: bar.ours ? 'ours' : 'bar',
      x: from,
      y: y + (ROW - BAR) / 2,
      width: Math.max(1, end - from),
      height: BAR,
      rx: 2,
    }),
    tag('line', {
      class: 'range',
      x1: xOf(scale, bar.least),
      x2: xOf(scale, bar.most),
      y1: middle,
      y2: middle,
    }),
    text(formatFigure(bar.median, unit), { x: column, y: middle + 4, 'text-anchor': 'end' }),
    text(bar.remark ?? '', { class: 'quiet', x: column + 16, y: middle + 4 }),
  ].join('');
}

/** Across the rows of ours, with its label below, where no bar is. */
function drawTarget(
  { bars, unit }: Panel,
  scale: Scale,
  target: number,
  top: number,
  bottom: number,
): string[] {
  const x = xOf(scale, target);
  const rows = bars.filter(({ ours }) => ours).length;
  const label = `target ${formatFigure(target, unit)}`;
  return [
    tag('line', { class: 'target', x1: x, x2: x, y1: top - 2, y2: top + rows * ROW }),
    text(label, { class: 'target-label', x, y: bottom + 32, 'text-anchor': 'middle' }),
  ];
}

function xOf(scale: Scale, value: number): number {
  return Math.round((MARGIN + NAMES + scale.at(value) * LONGEST) * 10) / 10;
}
