import type { View } from './view.ts';

/** Where the output goes: a terminal that is redrawn in place, or plain lines. */
export interface Screen {
  /** A line that stays. */
  print(line: string): void;
  /** The live figures, now. */
  draw(view: View): void;
  /** How often `draw` is worth calling, ms. */
  readonly drawEveryMs: number;
  /** Gives the terminal back as it was. Idempotent; `print` still works. */
  close(): void;
}
