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

  /** Takes out the first item that matches; the others keep their order. */
  removeFirst(matches: (item: T) => boolean): T | undefined {
    const items = this.takeAll();
    const index = items.findIndex(matches);
    for (const [at, item] of items.entries()) if (at !== index) this.push(item);
    return index < 0 ? undefined : items[index];
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
