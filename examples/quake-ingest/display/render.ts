/** The live figures as lines of text. Pure: what is shown, and nothing of how it gets there. */
import { count, moment, printable, seconds } from './format.ts';
import { waiting } from './tally.ts';
import type { Look, StoreView, View } from './view.ts';

const LEAST_COLUMNS = 40;
const LONGEST_ID = 12;
/** Lines that are no stores: title, bar, figures, a blank line and the heading. */
const HEAD_LINES = 5;

/** At most `rows - 1` lines, none as wide as the terminal, so that none of them wraps or scrolls. */
export function render(view: View, look: Look): string[] {
  const width = Math.max(LEAST_COLUMNS, look.columns) - 1;
  const room = Math.max(1, look.rows - 1 - HEAD_LINES);
  const shown = mostTelling(view.stores, room);
  const idWidth = Math.max(7, ...shown.map(({ id }) => printable(id, LONGEST_ID).length));
  const lines = [
    title(view),
    bar(view, width, look),
    figures(view, width),
    '',
    heading(idWidth, width),
    ...shown.map((store) => storeLine(store, idWidth, width, look)),
  ];
  const hidden = view.stores.length - shown.length;
  if (hidden > 0) lines.push(`and ${count(hidden)} more stores`);
  return lines.map((line) => cut(line, width));
}

/** One line for a run without a terminal. */
export function plainLine(view: View): string {
  const percent = String(Math.floor(share(view) * 100)).padStart(3);
  return (
    `${percent} %  accepted ${count(view.accepted)}, durable ${count(view.durable)}, ` +
    `not yet durable ${count(waiting(view))}, ${count(view.perSecond)} events/s`
  );
}

export function share({ accepted, expected }: View): number {
  return expected === 0 ? 1 : accepted / expected;
}

function title({ phase, reached, elapsedMs }: View): string {
  const at = reached === undefined ? '' : `  ${moment(reached)}`;
  return `${phase}${at}  (${seconds(elapsedMs)})`;
}

function bar(view: View, width: number, { unicode }: Look): string {
  const percent = `${String(Math.floor(share(view) * 100)).padStart(4)} %`;
  const cells = Math.min(width, 100) - percent.length - 2;
  const durable = Math.round((view.durable / Math.max(1, view.expected)) * cells);
  const accepted = Math.max(durable, Math.round(share(view) * cells));
  const [full, half, empty] = unicode ? ['█', '▒', '·'] : ['#', '+', '.'];
  const inside =
    full.repeat(durable) + half.repeat(accepted - durable) + empty.repeat(cells - accepted);
  return `[${inside}]${percent}`;
}

function figures(view: View, width: number): string {
  const left = count(waiting(view));
  const wide = width >= 79;
  const parts = [
    `accepted ${count(view.accepted)}${wide ? ` of ${count(view.expected)}` : ''}`,
    `durable ${count(view.durable)}`,
    `${wide ? 'not yet durable' : 'waiting'} ${left}`,
    `${count(view.perSecond)}/s`,
  ];
  return parts.join(wide ? '   ' : '  ');
}

function heading(idWidth: number, width: number): string {
  const columns = ['network'.padEnd(idWidth), 'breaker    ', 'waiting', 'durable', 'restarts'];
  return columns.concat(width >= 100 ? ['trips', 'progress'] : []).join('  ');
}

function storeLine(store: StoreView, idWidth: number, width: number, look: Look): string {
  const columns = [
    printable(store.id, LONGEST_ID).padEnd(idWidth),
    BREAKER[store.breaker].padEnd(11),
    count(waiting(store)).padStart(7),
    count(store.durable).padStart(7),
    count(store.restarts).padStart(8),
  ];
  if (width >= 100) columns.push(count(store.trips).padStart(5), miniBar(store, look));
  return columns.join('  ');
}

/** The state by word and shape; colour only repeats it. */
const BREAKER = {
  closed: '  closed',
  open: '! OPEN',
  half_open: '? half-open',
  isolated: '! isolated',
  disabled: '  disabled',
} as const;

function miniBar({ durable, expected }: StoreView, { unicode }: Look): string {
  const cells = 20;
  const full = Math.round((durable / Math.max(1, expected)) * cells);
  const [one, none] = unicode ? ['█', '·'] : ['#', '.'];
  return one.repeat(full) + none.repeat(cells - full);
}

/** Where not all stores fit, the ones in trouble come first; they stand in their usual order. */
function mostTelling(stores: readonly StoreView[], room: number): readonly StoreView[] {
  if (stores.length <= room) return stores;
  const trouble = (store: StoreView): number =>
    (store.breaker === 'closed' ? 0 : 2) + (store.restarts > 0 || store.trips > 0 ? 1 : 0);
  const chosen = new Set(
    [...stores].sort((a, b) => trouble(b) - trouble(a)).slice(0, Math.max(0, room - 1)),
  );
  return stores.filter((store) => chosen.has(store));
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}~`;
}
