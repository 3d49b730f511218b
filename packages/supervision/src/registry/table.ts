import { type AnyPid, isAlive, onEnd } from '@holdfast/actors';
import { slotOf } from '../key-encoding.ts';
import { DuplicateIndex, type Entry, type KeyIndex, UniqueIndex } from './key-index.ts';
import type { RegistryKeys } from './protocol.ts';

/** What one process has registered. */
interface Holder {
  readonly entries: Set<Entry>;
  readonly stopWatching: () => void;
}

/**
 * The entries of one registry, by key and by process. Entries of a process leave while it ends,
 * before anybody hears of that; until then they are not shown to anybody who looks in between.
 */
export class RegistryTable {
  readonly keys: RegistryKeys;
  readonly metadata: Map<unknown, unknown> = new Map<unknown, unknown>();
  private readonly index: KeyIndex;
  private readonly holders = new Map<AnyPid, Holder>();
  private count = 0;

  constructor(keys: RegistryKeys) {
    this.keys = keys;
    this.index = keys === 'unique' ? new UniqueIndex() : new DuplicateIndex();
  }

  /** Number of entries. */
  get size(): number {
    return this.count;
  }

  /** Adds an entry. Answers who has the key, if it is unique and taken. */
  add(pid: AnyPid, key: unknown, value: unknown): AnyPid | undefined {
    const slot = slotOf(key);
    const [holder] = this.keys === 'unique' ? this.index.at(slot) : [];
    if (holder !== undefined) {
      if (isAlive(holder.pid)) return holder.pid;
      this.forget(holder.pid);
    }
    const entry = { pid, key, slot, value };
    this.index.add(entry);
    this.holderOf(pid).entries.add(entry);
    this.count += 1;
    return undefined;
  }

  /** The entries of a key, in the order in which they were made. */
  at(key: unknown): readonly Entry[] {
    return this.index.at(slotOf(key)).filter(({ pid }) => isAlive(pid));
  }

  /** The entries of a process, in the order in which they were made. */
  of(pid: AnyPid): readonly Entry[] {
    return isAlive(pid) ? [...(this.holders.get(pid)?.entries ?? [])] : [];
  }

  /** All entries, by process. */
  all(): readonly Entry[] {
    return [...this.holders.keys()].flatMap((pid) => this.of(pid));
  }

  /** The entries of a process under a key. */
  held(pid: AnyPid, key: unknown): readonly Entry[] {
    return this.at(key).filter((entry) => entry.pid === pid);
  }

  remove(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const holder = this.holders.get(entry.pid);
      if (holder?.entries.delete(entry) !== true) continue;
      this.index.remove(entry);
      this.count -= 1;
      if (holder.entries.size > 0) continue;
      holder.stopWatching();
      this.holders.delete(entry.pid);
    }
  }

  /** The registry has ended: nobody is watched for it any more. */
  close(): void {
    for (const { stopWatching } of this.holders.values()) stopWatching();
    this.holders.clear();
  }

  private holderOf(pid: AnyPid): Holder {
    let holder = this.holders.get(pid);
    if (holder === undefined) {
      holder = { entries: new Set(), stopWatching: onEnd(pid, () => this.forget(pid)) };
      this.holders.set(pid, holder);
    }
    return holder;
  }

  private forget(pid: AnyPid): void {
    this.remove([...(this.holders.get(pid)?.entries ?? [])]);
  }
}
