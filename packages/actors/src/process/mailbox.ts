const SMALLEST = 4;

/** The largest ring that an emptied mailbox keeps, so that one burst does not cost memory for ever. */
const LARGEST_KEPT = 1_024;

/** Stands for the ring of a mailbox that has none: never written to, since it is full. */
const NO_RING: undefined[] = [];

/** First in, first out: a ring that doubles when full. At rest it has no ring at all. */
export class Mailbox<T> {
  private ring: (T | undefined)[] = NO_RING;
  private head = 0;
  private count = 0;

  get size(): number {
    return this.count;
  }

  push(item: T): void {
    if (this.count === this.ring.length) this.grow();
    this.ring[(this.head + this.count) & (this.ring.length - 1)] = item;
    this.count += 1;
  }

  /** Puts an item in front of everything that waits. */
  unshift(item: T): void {
    if (this.count === this.ring.length) this.grow();
    this.head = (this.head + this.ring.length - 1) & (this.ring.length - 1);
    this.ring[this.head] = item;
    this.count += 1;
  }

  shift(): T | undefined {
    if (this.count === 0) return undefined;
    const item = this.ring[this.head];
    this.ring[this.head] = undefined;
    this.head = (this.head + 1) & (this.ring.length - 1);
    this.count -= 1;
    if (this.count === 0 && this.ring.length > LARGEST_KEPT) this.reset();
    return item;
  }

  /** Whether an item matches; asks from the oldest on, up to the first that does. */
  some(matches: (item: T) => boolean): boolean {
    return this.indexOf(matches) !== undefined;
  }

  /** Takes out the first item that matches; the others keep their order, whatever `matches` does. */
  removeFirst(matches: (item: T) => boolean): T | undefined {
    const found = this.indexOf(matches);
    if (found === undefined) return undefined;
    const items = this.takeAll();
    for (const [at, item] of items.entries()) if (at !== found) this.push(item);
    return items[found];
  }

  /** Everything that waits, in order; the mailbox is empty afterwards. */
  takeAll(): T[] {
    const items: T[] = [];
    for (let item = this.shift(); item !== undefined; item = this.shift()) items.push(item);
    this.reset();
    return items;
  }

  /** Gives back what an empty mailbox holds. */
  shrink(): void {
    if (this.count === 0) this.reset();
  }

  /** Counted from the oldest. */
  private indexOf(matches: (item: T) => boolean): number | undefined {
    for (let index = 0; index < this.count; index += 1) {
      const item = this.ring[(this.head + index) & (this.ring.length - 1)];
      if (item !== undefined && matches(item)) return index;
    }
    return undefined;
  }

  private grow(): void {
    const larger = new Array<T | undefined>(Math.max(SMALLEST, this.ring.length * 2));
    for (let index = 0; index < this.count; index += 1) {
      larger[index] = this.ring[(this.head + index) & (this.ring.length - 1)];
    }
    this.ring = larger;
    this.head = 0;
  }

  private reset(): void {
    this.ring = NO_RING;
    this.head = 0;
  }
}
