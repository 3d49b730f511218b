/** Output without a terminal: lines only, no escape codes. */
import { plainLine, share } from './render.ts';
import type { Screen } from './screen.ts';
import type { View } from './view.ts';

/** A long replay says at least so often that it lives. */
const LONGEST_SILENCE_MS = 5_000;

export class PlainScreen implements Screen {
  readonly drawEveryMs = 100;
  private readonly stdout: Pick<NodeJS.WriteStream, 'write'>;
  private nextTenth = 1;
  private lastLineMs = 0;

  constructor(stdout: Pick<NodeJS.WriteStream, 'write'>) {
    this.stdout = stdout;
  }

  print(line: string): void {
    this.stdout.write(`${line}\n`);
  }

  /** A line per tenth of the replay. */
  draw(view: View): void {
    const tenth = Math.floor(share(view) * 10);
    const silent = view.elapsedMs - this.lastLineMs;
    if (tenth < this.nextTenth && silent < LONGEST_SILENCE_MS) return;
    this.nextTenth = Math.max(this.nextTenth, tenth + 1);
    this.lastLineMs = view.elapsedMs;
    this.print(plainLine(view));
  }

  close(): void {
    // Nothing was changed that would have to be put back.
  }
}
