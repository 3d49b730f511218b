/** What all scenarios have in common, and the lines in which they stand. */
import type { Json } from './json.ts';

export type Kind =
  | 'process'
  | 'gen_server'
  | 'task'
  | 'supervisor'
  | 'dynamic_supervisor'
  | 'partition_supervisor'
  | 'registry';

export interface Scenario {
  readonly id: string;
  readonly kind: string;
  readonly theme: string;
  readonly ops: readonly unknown[];
}

/** One step of a trace. */
export type Step = Readonly<Record<string, Json>>;

/** A scenario with the trace that OTP produced for it, if it has been recorded. */
export interface Line {
  readonly id: string;
  readonly scenario: Scenario;
  readonly trace: readonly Step[];
}

/** A line each; empty ones are skipped. Throws with the number of a line that is none. */
export function parseLines(text: string): Line[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [JSON.parse(line) as Line];
    } catch (error) {
      throw new Error(`line ${index + 1} is not JSON`, { cause: error });
    }
  });
}

/** For the default branch of a switch over operations: they come from files. */
export function unknownOperation(operation: never): never {
  throw new Error(`unknown operation: ${JSON.stringify(operation)}`);
}
