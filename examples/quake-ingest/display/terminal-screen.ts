/** A terminal: the figures are redrawn in place, lines that stay are printed above them. */
import { paint } from './paint.ts';
import { render } from './render.ts';
import type { Screen } from './screen.ts';
import type { Look, View } from './view.ts';
import { wrap } from './wrap.ts';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const ERASE_REST_OF_LINE = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

export class TerminalScreen implements Screen {
  readonly drawEveryMs = 100;
  private readonly stdout: NodeJS.WriteStream;
  private readonly style: Pick<Look, 'color' | 'unicode'>;
  private drawn: readonly string[] = [];
  private view: View | undefined;
  private hidden = false;
  /** However the process ends, the terminal gets its cursor back. */
  private readonly restore = (): void => {
    if (this.hidden) this.stdout.write(SHOW_CURSOR);
    this.hidden = false;
  };

  constructor(stdout: NodeJS.WriteStream, style: Pick<Look, 'color' | 'unicode'>) {
    this.stdout = stdout;
    this.style = style;
    process.once('exit', this.restore);
  }

  print(line: string): void {
    const top = this.toTop();
    const lines = wrap(line, this.look().columns).map((part) => `${paint(part, this.style)}\n`);
    const kept = this.view === undefined ? '' : this.frame(this.view);
    this.stdout.write(`${top}${ERASE_BELOW}${lines.join('')}${kept}`);
  }

  draw(view: View): void {
    this.view = view;
    const hide = this.hidden ? '' : HIDE_CURSOR;
    this.hidden = true;
    // One write, over what stood there: the terminal never shows a half-drawn or empty screen.
    const top = this.toTop();
    this.stdout.write(`${hide}${top}${this.frame(view)}${ERASE_BELOW}`);
  }

  /** The last figures stay where they are. */
  close(): void {
    this.view = undefined;
    this.drawn = [];
    this.restore();
  }

  private frame(view: View): string {
    this.drawn = render(view, this.look());
    return this.drawn.map((line) => `${paint(line, this.style)}${ERASE_REST_OF_LINE}\n`).join('');
  }

  /** Lines that were drawn on a wider terminal have wrapped since. */
  private toTop(): string {
    const { columns } = this.look();
    const rows = this.drawn.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)),
      0,
    );
    return rows === 0 ? '' : `\r\u001b[${rows}A`;
  }

  private look(): Look {
    const { columns, rows } = this.stdout;
    return { columns: columns || 80, rows: rows || 24, ...this.style };
  }
}
