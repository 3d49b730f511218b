/** What a registry holds, as types: they pass from its name to every verb. */
import type { Pid, Protocol, ServerRef } from '@holdfast/actors';

declare const shapeBrand: unique symbol;

/** `unique`: one process per key; `duplicate`: any number, and one process several times. */
export type RegistryKeys = 'unique' | 'duplicate';

/**
 * What one registry holds: `RegistryProtocol<{ keys: 'unique'; key: string; value: Info; process:
 * Room }>`. What is left out can be anything.
 */
export interface RegistryShape {
  /** Whether one process may have a key, or many. */
  readonly keys: RegistryKeys;
  /** What keys are; values of any kind, compared by what they say. */
  readonly key?: unknown;
  /** What goes with each registration. */
  readonly value?: unknown;
  /** The protocol of the processes that are registered. */
  readonly process?: Protocol;
}

/** Only such a registry can give names to processes, and change values. */
export interface UniqueShape extends RegistryShape {
  /** One process per key. */
  readonly keys: 'unique';
}

/** The protocol of a registry's own process, to which nobody sends anything. */
export interface RegistryProtocol<S extends RegistryShape = RegistryShape> {
  /** @hidden */
  readonly call: never;
  /** @hidden */
  readonly [shapeBrand]?: (shape: S) => S;
}

/** The pid of a registry, with what it holds in the type. */
export type RegistryPid<S extends RegistryShape = RegistryShape> = Pid<RegistryProtocol<S>>;

/** Where a registry can be reached: its pid, or a name that leads to it at each use. */
export type RegistryRef<S extends RegistryShape = RegistryShape> = ServerRef<RegistryProtocol<S>>;

export type KeyOf<S extends RegistryShape> = S extends { readonly key: infer Key } ? Key : unknown;
export type ValueOf<S extends RegistryShape> = S extends { readonly value: infer V } ? V : unknown;
export type ProcessOf<S extends RegistryShape> = S extends {
  readonly process: infer P extends Protocol;
}
  ? P
  : never;

/** One registration. */
export interface RegistryEntry<S extends RegistryShape = RegistryShape> {
  /** Who is registered. */
  readonly pid: Pid<ProcessOf<S>>;
  /** What was given with the registration. */
  readonly value: ValueOf<S>;
}

/**
 * What listeners are told as info messages, after the fact and in order; not of processes that end.
 * A listener has it in its protocol: `info: RegistryEvent<Rooms>`.
 */
export type RegistryEvent<S extends RegistryShape = RegistryShape> =
  | {
      readonly type: 'register';
      readonly registry: RegistryPid<S>;
      readonly key: KeyOf<S>;
      readonly pid: Pid<ProcessOf<S>>;
      readonly value: ValueOf<S>;
    }
  | {
      readonly type: 'unregister';
      readonly registry: RegistryPid<S>;
      readonly key: KeyOf<S>;
      readonly pid: Pid<ProcessOf<S>>;
    };

/** What `register` answers. `noproc`: the process has ended. */
export type RegisterResult<S extends RegistryShape = RegistryShape> =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly error: 'already_registered';
      /** Who has the key. */
      readonly pid: Pid<ProcessOf<S>>;
    }
  | { readonly ok: false; readonly error: 'noproc' };

/** What `updateValue` answers. `not_registered`: the process does not have this key. */
export type UpdateValueResult<S extends RegistryShape = RegistryShape> =
  | { readonly ok: true; readonly value: ValueOf<S>; readonly previous: ValueOf<S> }
  | { readonly ok: false; readonly error: 'not_registered' };
