/** A file that grows line by line, for the notebook and the log. */
import { closeSync, openSync, writeSync } from 'node:fs';

/**
 * Written at once and in order, without a buffer of ours: what was added before a kill -9 is in the
 * file. A plain write, not a sync: it need not survive a power loss.
 */
export class LineFile {
  private descriptor: number | undefined;

  constructor(path: string) {
    this.descriptor = openSync(path, 'a');
  }

  /** Ignored once closed. */
  add(line: string): void {
    if (this.descriptor !== undefined) writeSync(this.descriptor, `${line}\n`);
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }
}
