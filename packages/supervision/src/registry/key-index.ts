import type { AnyPid } from '@holdfast/actors';

/** One registration. Only its value may change. */
export interface Entry {
  readonly pid: AnyPid;
  readonly key: unknown;
  /** What stands for the key in a `Map`. */
  readonly slot: unknown;
  value: unknown;
}

/** Who is registered under which key; adding, removing and finding visit nobody else. */
export interface KeyIndex {
  add(entry: Entry): void;
  remove(entry: Entry): void;
  /** In the order in which they were registered. */
  at(slot: unknown): readonly Entry[];
}

/** At most one entry a key. */
export class UniqueIndex implements KeyIndex {
  private readonly entries = new Map<unknown, Entry>();

  add(entry: Entry): void {
    this.entries.set(entry.slot, entry);
  }

  remove(entry: Entry): void {
    if (this.entries.get(entry.slot) === entry) this.entries.delete(entry.slot);
  }

  at(slot: unknown): readonly Entry[] {
    const entry = this.entries.get(slot);
    return entry === undefined ? [] : [entry];
  }
}

/** Any number of entries a key. */
export class DuplicateIndex implements KeyIndex {
  private readonly entries = new Map<unknown, Set<Entry>>();

  add(entry: Entry): void {
    const others = this.entries.get(entry.slot);
    if (others === undefined) this.entries.set(entry.slot, new Set([entry]));
    else others.add(entry);
  }

  remove(entry: Entry): void {
    const others = this.entries.get(entry.slot);
    others?.delete(entry);
    if (others?.size === 0) this.entries.delete(entry.slot);
  }

  at(slot: unknown): readonly Entry[] {
    return [...(this.entries.get(slot) ?? [])];
  }
}
