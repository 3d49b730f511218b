/** "Did you mean": used for flags that do not exist. */

/** The candidate that begins like the word or is few edits away, or undefined. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const longer = candidates.find((candidate) => candidate.startsWith(word));
  if (longer !== undefined) return longer;
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: edits(word, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, candidate.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** Insertions, deletions and replacements of one character between two words (Levenshtein). */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
