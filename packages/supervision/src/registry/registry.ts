/**
 * Processes found by keys of any kind, with a value for each. Everything happens at once, without a
 * message to the registry; the entries of a process are gone before anybody hears of its end.
 * All verbs throw `ERR_NO_PROCESS` when there is no registry. Source: Elixir `Registry`.
 */
import {
  type ActorSystem,
  type ExitReason,
  GenServer,
  isAlive,
  type Parent,
  type Pid,
  type Protocol,
  type Via,
} from '@holdfast/actors';
import type { ChildId, ChildSpec } from '../child-spec.ts';
import type { Entry } from './key-index.ts';
import { checkRegistryOptions, type RegistryOptions } from './options.ts';
import type {
  KeyOf,
  ProcessOf,
  RegisterResult,
  RegistryEntry,
  RegistryPid,
  RegistryProtocol,
  RegistryRef,
  RegistryShape,
  UniqueShape,
  UpdateValueResult,
  ValueOf,
} from './protocol.ts';
import { registryCallbacks, registryOf, tellListeners } from './registry-server.ts';
import { addEntry, RegistryVia, removeKey, unique } from './via.ts';

/**
 * Starts a registry that belongs to nobody. Rejects with `ERR_INVALID_OPTION` and
 * `ERR_ALREADY_STARTED`.
 */
export async function start<S extends RegistryShape>(
  system: ActorSystem,
  options: RegistryOptions<S>,
): Promise<RegistryPid<S>> {
  const args = checkRegistryOptions(options) as unknown as RegistryOptions<RegistryShape>;
  return branded(GenServer.start(system, registryCallbacks, args, nameOf(args)));
}

/** Starts a registry as a child of the process that calls this. Otherwise like `start`. */
export async function startLink<S extends RegistryShape>(
  parent: Parent,
  options: RegistryOptions<S>,
): Promise<RegistryPid<S>> {
  const args = checkRegistryOptions(options) as unknown as RegistryOptions<RegistryShape>;
  return branded(GenServer.startLink(parent, registryCallbacks, args, nameOf(args)));
}

/**
 * A registry as a child: before those who use it, in a supervisor whose strategy is `rest_for_one`,
 * since its successor is empty. `id`: default its local name, or `registry`.
 */
export function childSpec<S extends RegistryShape>(
  options: RegistryOptions<S> & { readonly id?: ChildId },
): ChildSpec<RegistryPid<S>> {
  const { name, id = typeof name === 'string' ? name : 'registry' } = options;
  return { id, start: (parent) => startLink(parent, options) };
}

/** Ends a registry. Those registered in it go on, without their entries. */
export function stop<S extends RegistryShape>(
  registry: RegistryRef<S>,
  reason: ExitReason = 'normal',
): Promise<void> {
  return GenServer.stop(registry, reason);
}

/**
 * Registers a process under a key until it ends. With unique keys a process that lives and has the
 * key keeps it, also against itself; a process that has ended never blocks it.
 */
export function register<S extends RegistryShape>(
  registry: RegistryRef<S>,
  pid: Pid<ProcessOf<S>>,
  key: KeyOf<S>,
  value: ValueOf<S>,
): RegisterResult<S> {
  const state = registryOf(registry);
  if (!isAlive(pid)) return { ok: false, error: 'noproc' };
  const holder = addEntry(state, pid, key, value);
  if (holder === undefined) return { ok: true };
  return { ok: false, error: 'already_registered', pid: holder as Pid<ProcessOf<S>> };
}

/** Removes all that a process has under a key, and nothing of anybody else. */
export function unregister<S extends RegistryShape>(
  registry: RegistryRef<S>,
  pid: Pid<ProcessOf<S>>,
  key: KeyOf<S>,
): void {
  removeKey(registryOf(registry), pid, key);
}

/**
 * Removes those entries of a process under a key whose value matches. Listeners are told only when
 * none is left.
 */
export function unregisterMatch<S extends RegistryShape>(
  registry: RegistryRef<S>,
  pid: Pid<ProcessOf<S>>,
  key: KeyOf<S>,
  matches: (value: ValueOf<S>) => boolean,
): void {
  const state = registryOf(registry);
  const held = state.table.held(pid, key);
  const matching = held.filter(({ value }) => matches(value as ValueOf<S>));
  state.table.remove(matching);
  if (matching.length < held.length) return;
  tellListeners(state, { type: 'unregister', registry: state.self, key, pid });
}

/**
 * Replaces the value that a process has under a unique key by what `update` makes of it. `update` is
 * not called when the process does not have the key.
 */
export function updateValue<S extends UniqueShape>(
  registry: RegistryRef<S>,
  pid: Pid<ProcessOf<S>>,
  key: KeyOf<S>,
  update: (value: ValueOf<S>) => ValueOf<S>,
): UpdateValueResult<S> {
  const [entry] = unique(registryOf(registry)).table.held(pid, key);
  if (entry === undefined) return { ok: false, error: 'not_registered' };
  const previous = entry.value as ValueOf<S>;
  const value = update(previous);
  entry.value = value;
  return { ok: true, value, previous };
}

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

/**
 * A unique key as the name of a process, for `start` and wherever a server can be given: a process
 * started under it is registered with `value`. Throws `ERR_INVALID_OPTION` for duplicate keys.
 */
export function via<S extends UniqueShape, P extends Protocol = ProcessOf<S>>(
  registry: RegistryRef<S>,
  key: KeyOf<S>,
  value?: ValueOf<S>,
): Via<P> {
  const name = new RegistryVia<P>(registry as unknown as RegistryRef, key, value);
  name.whereis();
  return name;
}

/** Keeps something for all users of a registry, by a key that is no key of a process. */
export function putMeta(registry: RegistryRef, key: unknown, value: unknown): void {
  registryOf(registry).table.metadata.set(key, value);
}

/** What `putMeta` keeps. */
export function meta(
  registry: RegistryRef,
  key: unknown,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  const { metadata } = registryOf(registry).table;
  return metadata.has(key) ? { ok: true, value: metadata.get(key) } : { ok: false };
}

/** Drops what `putMeta` keeps. */
export function deleteMeta(registry: RegistryRef, key: unknown): void {
  registryOf(registry).table.metadata.delete(key);
}

function seen<S extends RegistryShape>({ pid, value }: Entry): RegistryEntry<S> {
  return { pid: pid as Pid<ProcessOf<S>>, value: value as ValueOf<S> };
}

function nameOf({
  name,
}: RegistryOptions<RegistryShape>): GenServer.StartOptions<RegistryProtocol> {
  return { name };
}

function branded<S extends RegistryShape>(started: Promise<RegistryPid>): Promise<RegistryPid<S>> {
  return started as unknown as Promise<RegistryPid<S>>;
}
