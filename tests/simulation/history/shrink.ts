import type { Choice, History } from './history.ts';

/**
 * The shortest history found that still fails as `failing` says: parts are left out, large ones
 * first, until leaving out any single choice makes it pass. Algorithm: delta debugging, ddmin.
 */
export function shrink(history: History, failing: (history: History) => boolean): History {
  let { choices } = history;
  for (let size = Math.ceil(choices.length / 2); size >= 1; size = Math.floor(size / 2)) {
    let from = 0;
    while (from < choices.length) {
      const without = leaveOut(choices, from, size);
      if (failing({ ...history, choices: without })) choices = without;
      else from += size;
    }
  }
  return { ...history, choices };
}

function leaveOut(choices: readonly Choice[], from: number, size: number): readonly Choice[] {
  return [...choices.slice(0, from), ...choices.slice(from + size)];
}
