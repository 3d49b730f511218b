/** Starting a child of this folder, and hearing what it says line by line. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Child {
  readonly process: ChildProcess;
  /** What it has said so far, as parsed lines. A line that was cut off is left out. */
  readonly lines: readonly unknown[];
  /** What it wrote on its standard error. */
  readonly complaints: () => string;
  /** Resolves with the first line that `accept` accepts; rejects when the child ends before. */
  said(accept: (line: unknown) => boolean): Promise<unknown>;
  /** Resolves with exit code or signal when it has ended and all that it said was read. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** The command that runs a TypeScript file of this folder. */
export function nodeCommand(file: string, args: readonly string[]): readonly string[] {
  const path = fileURLToPath(new URL(file, import.meta.url));
  return [process.execPath, '--import', 'tsx', '--conditions=source', path, ...args];
}

/** Starts `command`. The caller ends the child, or waits until it ends itself. */
export function startChild([command = '', ...args]: readonly string[]): Child {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn(command, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: unknown[] = [];
  const waiting = new Set<() => void>();
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    const parsed = parseLine(line);
    if (parsed === undefined) return;
    lines.push(parsed);
    for (const look of waiting) look();
  });
  const read = once(reader, 'close');
  const ended = Promise.all([once(child, 'exit'), read]).then(
    ([[code, signal]]) => (code ?? signal) as number | NodeJS.Signals,
  );
  const said = (accept: (line: unknown) => boolean): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const line = lines.find(accept);
        if (line === undefined) return;
        waiting.delete(look);
        resolve(line);
      };
      waiting.add(look);
      look();
      void ended.then((how) => {
        reject(new Error(`the child ended with ${how}: ${complaints}`));
      });
    });
  return { process: child, lines, complaints: () => complaints, said, ended };
}

/** A line as the value that it stands for; undefined when it was cut off or is something else. */
export function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
