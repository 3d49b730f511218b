import type { AnyProcess } from './any-process.ts';

let current: AnyProcess | undefined;

/**
 * The process whose code runs now, as far as that can be known: a callback is followed to its first
 * `await` and not beyond, since following it further would slow down every promise of the host.
 */
export function currentProcess(): AnyProcess | undefined {
  return current;
}

/** The code that follows, up to the next call of this, is that of `process`, or of nobody. */
export function setCurrentProcess(process: AnyProcess | undefined): void {
  current = process;
}
