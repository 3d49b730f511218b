/** Counts what is visited one by one, so that a cost can be compared without a clock. */

type Visiting = (this: { length: number }, ...args: unknown[]) => unknown;

/** Methods that may look at every element of an array. */
const VISITING = [
  ...['concat', 'every', 'filter', 'find', 'findIndex', 'flatMap', 'forEach', 'includes'],
  ...['indexOf', 'map', 'reduce', 'reverse', 'slice', 'some', 'sort', 'splice', 'toReversed'],
] as const;

/** How many elements of maps, sets and arrays are visited while `work` runs, by anybody. */
export async function countVisits(work: () => Promise<void>): Promise<number> {
  let visits = 0;
  const restore: (() => void)[] = [];
  for (const iterator of [new Map().entries(), new Set().values(), [].values()]) {
    const prototype = Object.getPrototypeOf(iterator) as { next: () => unknown };
    const { next } = prototype;
    prototype.next = function counted(this: unknown) {
      visits += 1;
      return next.call(this);
    };
    restore.push(() => (prototype.next = next));
  }
  const prototype = Array.prototype as unknown as Record<string, Visiting>;
  for (const name of VISITING) {
    const method = prototype[name] as Visiting;
    prototype[name] = function counted(...args) {
      visits += this.length;
      return method.apply(this, args);
    };
    restore.push(() => (prototype[name] = method));
  }
  try {
    await work();
  } finally {
    for (let index = 0; index < restore.length; index += 1) restore[index]?.();
  }
  return visits;
}
