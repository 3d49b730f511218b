import { parseArgs } from 'node:util';
import type { Order } from './generate/kinds.ts';

/** What a command line asks for. */
export function orderOf(args: string[]): Order & { readonly shrink: boolean } {
  const { values } = parseArgs({
    args,
    options: {
      kind: { type: 'string', default: 'process' },
      theme: { type: 'string' },
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '100' },
      shrink: { type: 'boolean', default: false },
    },
  });
  const { kind, theme, seed, count, shrink } = values;
  return { kind, theme, seed: Number(seed), count: Number(count), shrink };
}
