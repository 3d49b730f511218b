/** The display is a pure function of what happens and of what the terminal can show. */
import { describe, expect, it } from 'vitest';
import { paint } from '../../examples/quake-ingest/display/paint.ts';
import { plainLine, render } from '../../examples/quake-ingest/display/render.ts';
import { TerminalScreen } from '../../examples/quake-ingest/display/terminal-screen.ts';
import type { StoreView, View } from '../../examples/quake-ingest/display/view.ts';
import { wrap } from '../../examples/quake-ingest/display/wrap.ts';
import { folderName } from '../../examples/quake-ingest/run-folder/folder-name.ts';

const look = { columns: 80, rows: 24, color: false, unicode: false };

function store(id: string, changes: Partial<StoreView> = {}): StoreView {
  const figures = { accepted: 10, durable: 8, expected: 20, restarts: 0, trips: 0 };
  return { id, breaker: 'closed', ...figures, ...changes };
}

const thousands = { accepted: 1_100, durable: 1_000, expected: 2_000 };

const view: View = {
  phase: 'replaying',
  reached: Date.UTC(2018, 1, 3, 11, 20),
  elapsedMs: 8_240,
  expected: 3_414,
  accepted: 1_707,
  durable: 1_600,
  perSecond: 171,
  stores: [
    store('ak'),
    store('ci', { breaker: 'open', ...thousands, trips: 1 }),
    store('nc', { breaker: 'half_open', restarts: 2 }),
  ],
};

describe('the frame', () => {
  it('shows progress, figures and each store, the breaker by word and shape', () => {
    expect(render(view, look)).toEqual([
      'replaying  3 Feb 2018, 11:20 UTC  (8.2 s)',
      `[${'#'.repeat(33)}${'+'.repeat(3)}${'.'.repeat(35)}]  50 %`,
      'accepted 1,707 of 3,414   durable 1,600   not yet durable 107   171/s',
      '',
      'network  breaker      waiting  durable  restarts',
      'ak         closed           2        8         0',
      'ci       ! OPEN           100    1,000         0',
      'nc       ? half-open        2        8         2',
    ]);
  });

  it('adds a bar per store on a wide terminal', () => {
    const lines = render(view, { ...look, columns: 120, unicode: true });
    expect(lines[5]).toBe(
      'ak         closed           2        8         0      0  ' + '█'.repeat(8) + '·'.repeat(12),
    );
  });

  it.each([45, 60, 61, 79, 80, 100, 101, 200])('stays within %i columns', (columns) => {
    const stores = [
      store('a network with a long name', { accepted: 10_000_000, expected: 20_000_000 }),
    ];
    for (const line of render({ ...view, stores }, { ...look, columns })) {
      expect(line.length).toBeLessThan(columns);
      if (columns >= 60) expect(line).not.toMatch(/~$/);
    }
  });

  it('fits the height: stores in trouble stay, the others are counted', () => {
    const many = Array.from({ length: 40 }, (_, index) => store(`n${index}`));
    const stores = [...many, store('broken', { breaker: 'open' })];
    const lines = render({ ...view, stores }, { ...look, rows: 12 });
    expect(lines.length).toBeLessThan(12);
    expect(lines.join('\n')).toContain('broken');
    expect(lines.at(-1)).toBe('and 36 more stores');
  });

  it('lets no id of a user steer the terminal', () => {
    const stores = [store('\u001b[2Jx\n\u202e')];
    expect(render({ ...view, stores }, look).join('')).not.toMatch(/[\u001b\n\u202e]/u);
  });
});

describe('output', () => {
  it('is one plain line without a terminal', () => {
    expect(plainLine(view)).toBe(
      ' 50 %  accepted 1,707, durable 1,600, not yet durable 107, 171 events/s',
    );
  });

  it('is coloured only on request, and means the same without', () => {
    const [line = ''] = render(view, look).filter((text) => text.includes('OPEN'));
    expect(paint(line, { color: false })).toBe(line);
    expect(paint(line, { color: true })).toContain('\u001b[31m! OPEN\u001b[0m');
  });

  it('wraps long lines between words, indented', () => {
    expect(wrap('  1.0 s  nc: one two three', 20)).toEqual(['  1.0 s  nc: one two', '      three']);
    expect(wrap('x'.repeat(25), 20)).toEqual(['x'.repeat(20), `    ${'x'.repeat(5)}`]);
  });

  it('is redrawn in place, and gives the cursor back', () => {
    let written = '';
    const stdout = { columns: 80, rows: 24, write: (text: string) => (written += text) };
    const screen = new TerminalScreen(stdout as never, { color: false, unicode: false });
    screen.draw(view);
    expect(written).toMatch(/^\u001b\[\?25lreplaying/u);
    written = '';
    screen.print('a happening');
    expect(written).toMatch(/^\r\u001b\[8A\u001b\[Ja happening\nreplaying/u);
    written = '';
    stdout.columns = 40;
    screen.draw(view);
    expect(written).toMatch(/^\r\u001b\[15A/u);
    screen.close();
    expect(written).toMatch(/\u001b\[\?25h$/u);
  });
});

describe('folder names', () => {
  it('are safe and different for different ids', () => {
    const ids = [
      'ci',
      'CI',
      '..',
      '.',
      'a/b',
      'a\\b',
      'a%2fb',
      'con',
      'COM1',
      'é',
      'x'.repeat(200),
    ];
    const names = ids.map(folderName);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(ids.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9_%~-]{1,120}$/);
    expect(folderName('ci')).toBe('ci');
    expect(folderName('con')).toBe('%63on');
  });
});
