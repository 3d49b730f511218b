import type { Scenario } from '../replay/scenario.ts';

/** Lists of which any element may be missing. */
const LISTS = ['ops', 'do', 'children', 'items', 'queue', 'init'];

/** Fields that may be missing. */
const FIELDS = ['next', 'peek', 'terminate', 'link', 'shutdown', 'unordered', 'within'];

/** Half of the operations first: most of them do not matter. */
const PARTS = [2, 4, 8];

/** Scenarios in which something is missing, those in which most is missing first. */
export function smaller(scenario: Scenario): Scenario[] {
  const { ops } = scenario;
  const chunks = PARTS.flatMap((part) => {
    const size = Math.floor(ops.length / part);
    if (size < 2) return [];
    return Array.from({ length: part }, (_, index) => without(ops, index * size, size));
  });
  const single = [...withoutOne(scenario)] as Scenario[];
  return [...chunks.map((left) => ({ ...scenario, ops: left })), ...single];
}

/** Every value that lacks one element or field, at whatever depth. */
function* withoutOne(value: unknown, mayLack = false): Generator {
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    for (const [index, element] of [...list.entries()].reverse()) {
      if (mayLack) yield without(list, index, 1);
      for (const less of withoutOne(element)) yield list.with(index, less);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) {
      const others = Object.entries(value).filter(([other]) => other !== key);
      if (FIELDS.includes(key)) yield Object.fromEntries(others);
      for (const less of withoutOne(field, LISTS.includes(key))) yield { ...value, [key]: less };
    }
  }
}

function without<T>(list: readonly T[], at: number, size: number): T[] {
  return [...list.slice(0, at), ...list.slice(at + size)];
}
