/** Looking into a registry. All throw `ERR_NO_PROCESS` when there is none. */
import type { Pid } from '@holdfast/actors';
import { slotOf } from '../key-encoding.ts';
import type { Entry } from './key-index.ts';
import type {
  KeyOf,
  ProcessOf,
  RegistryEntry,
  RegistryRef,
  RegistryShape,
  ValueOf,
} from './protocol.ts';
import { registryOf } from './registry-server.ts';

/** The entries of a key, in the order in which they were registered; at most one of a unique key. */
export function lookup<S extends RegistryShape>(
  registry: RegistryRef<S>,
  key: KeyOf<S>,
): readonly RegistryEntry<S>[] {
  return registryOf(registry)
    .table.at(key)
    .map(seen<S>);
}

/** The entries of a key that match. */
export function match<S extends RegistryShape>(
  registry: RegistryRef<S>,
  key: KeyOf<S>,
  matches: (value: ValueOf<S>, pid: Pid<ProcessOf<S>>) => boolean,
): readonly RegistryEntry<S>[] {
  return lookup(registry, key).filter(({ value, pid }) => matches(value, pid));
}

/** How many entries of a key match. */
export function countMatch<S extends RegistryShape>(
  registry: RegistryRef<S>,
  key: KeyOf<S>,
  matches: (value: ValueOf<S>, pid: Pid<ProcessOf<S>>) => boolean,
): number {
  return match(registry, key, matches).length;
}

/** The entries of all keys that match, with their keys; all entries without a function. */
export function select<S extends RegistryShape>(
  registry: RegistryRef<S>,
  matches: (entry: RegistryEntry<S> & { readonly key: KeyOf<S> }) => boolean = () => true,
): readonly (RegistryEntry<S> & { readonly key: KeyOf<S> })[] {
  const all = registryOf(registry).table.all();
  return all.map((entry) => ({ key: entry.key as KeyOf<S>, ...seen<S>(entry) })).filter(matches);
}

/** The keys of a process; one under which it is registered twice is there twice. */
export function keys<S extends RegistryShape>(
  registry: RegistryRef<S>,
  pid: Pid<ProcessOf<S>>,
): readonly KeyOf<S>[] {
  return registryOf(registry)
    .table.of(pid)
    .map(({ key }) => key as KeyOf<S>);
}

/** The values that a process has under a key. */
export function values<S extends RegistryShape>(
  registry: RegistryRef<S>,
  key: KeyOf<S>,
  pid: Pid<ProcessOf<S>>,
): readonly ValueOf<S>[] {
  return registryOf(registry)
    .table.held(pid, key)
    .map(({ value }) => value as ValueOf<S>);
}

/**
 * Calls back, before it returns, with the entries of a key, if there are any: once, or with
 * duplicate keys and `partitions` once for each group of processes that has some.
 */
export function dispatch<S extends RegistryShape>(
  registry: RegistryRef<S>,
  key: KeyOf<S>,
  callback: (entries: readonly RegistryEntry<S>[]) => void,
): void {
  const { table, partitions } = registryOf(registry);
  const groups = new Map<number, RegistryEntry<S>[]>();
  for (const entry of table.at(key)) {
    const group = table.keys === 'unique' ? 0 : entry.pid.id % partitions;
    const entries = groups.get(group);
    if (entries === undefined) groups.set(group, [seen<S>(entry)]);
    else entries.push(seen<S>(entry));
  }
  for (const entries of groups.values()) callback(entries);
}

/** Number of entries. */
export function count<S extends RegistryShape>(registry: RegistryRef<S>): number {
  return registryOf(registry).table.size;
}

/** Keeps something for all users of a registry, by a key that is no key of a process. */
export function putMeta<S extends RegistryShape>(
  registry: RegistryRef<S>,
  key: unknown,
  value: unknown,
): void {
  registryOf(registry).table.metadata.set(slotOf(key), value);
}

/** What `putMeta` keeps. */
export function meta<S extends RegistryShape>(
  registry: RegistryRef<S>,
  key: unknown,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  const { metadata } = registryOf(registry).table;
  const slot = slotOf(key);
  return metadata.has(slot) ? { ok: true, value: metadata.get(slot) } : { ok: false };
}

/** Drops what `putMeta` keeps. */
export function deleteMeta<S extends RegistryShape>(registry: RegistryRef<S>, key: unknown): void {
  registryOf(registry).table.metadata.delete(slotOf(key));
}

function seen<S extends RegistryShape>({ pid, value }: Entry): RegistryEntry<S> {
  return { pid: pid as Pid<ProcessOf<S>>, value: value as ValueOf<S> };
}
