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
import { checkRegistryOptions, type RegistryOptions } from './options.ts';
import type {
  KeyOf,
  ProcessOf,
  RegisterResult,
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

function nameOf({
  name,
}: RegistryOptions<RegistryShape>): GenServer.StartOptions<RegistryProtocol> {
  return { name };
}

function branded<S extends RegistryShape>(started: Promise<RegistryPid>): Promise<RegistryPid<S>> {
  return started as unknown as Promise<RegistryPid<S>>;
}
