/** When two traces are equal, and where the first difference is when they are not. */
import type { Line, Step } from './replay/scenario.ts';

/** `path`: from the trace on, such as `[3].down[0][1]`. What is not there at all is undefined. */
export interface Difference {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** The first difference of two values. The order of object keys is none; everything else counts. */
export function firstDifference(
  expected: unknown,
  actual: unknown,
  path = '',
): Difference | undefined {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return firstAmong(expected, actual, (index) => `${path}[${index}]`);
  }
  if (isPlainObject(expected) && isPlainObject(actual)) {
    return firstAmong(expected, actual, (key) => `${path}.${key}`);
  }
  return Object.is(expected, actual) ? undefined : { path, expected, actual };
}

/** What a person has to know of a trace that deviates; undefined when it does not. */
export function deviation(
  { id, scenario, trace }: Line,
  actual: readonly Step[],
): string | undefined {
  const difference = firstDifference(trace, actual);
  if (difference === undefined) return undefined;
  const index = Number(/^\[(\d+)\]/.exec(difference.path)?.[1]);
  const step = (trace[index] ?? actual[index])?.['i'];
  const operation = typeof step === 'number' ? scenario.ops[step - 1] : undefined;
  return [
    `${id}, step ${shown(step)}, at ${difference.path}`,
    `  operation ${shown(operation)}`,
    `  expected  ${shown(difference.expected)}`,
    `  actual    ${shown(difference.actual)}`,
  ].join('\n');
}

type Keyed = Readonly<Record<string, unknown>>;

function firstAmong(
  expected: object,
  actual: object,
  pathOf: (key: string) => string,
): Difference | undefined {
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  for (const key of keys) {
    const difference = firstDifference(
      (expected as Keyed)[key],
      (actual as Keyed)[key],
      pathOf(key),
    );
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return value === undefined ? '(nothing)' : JSON.stringify(value);
}
