import { exitWith, type Parent } from '@holdfast/actors';
import { pause } from './pause.ts';
import type { GivenReason } from './values.ts';

/** What a terminate callback does after it has been logged. */
export type Ending =
  | readonly ['sleep', number | 'infinity']
  | readonly ['raise', string]
  | readonly ['exit', GivenReason];

export function atTheEnd(what: Ending | undefined, self: Parent): void | Promise<void> {
  switch (what?.[0]) {
    case undefined:
      return undefined;
    case 'sleep':
      return pause(what[1], self);
    case 'raise':
      throw new Error(what[1]);
    case 'exit':
      return exitWith(what[1]);
  }
}
