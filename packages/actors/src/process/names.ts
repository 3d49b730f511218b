import { InvalidOptionError } from '../errors.ts';
import { type AnyProcess, type ProcessHome, toPid, toProcess } from './any-process.ts';
import type { Pid, ProcessName, Protocol } from './pid.ts';

/**
 * A name under which one process can be registered and found: OTP's via contract, which a registry
 * of one's own can fulfil. It is looked up anew at every use, so it outlives a restart.
 */
export interface Via<P extends Protocol> {
  /** Who has the name; undefined as soon as its holder has ended. */
  whereis(): Pid<P> | undefined;
  /** Takes the name for a process; false when a living one has it. */
  register(pid: Pid<P>): boolean;
  /** Gives the name back if this process has it. */
  unregister(pid: Pid<P>): void;
}

/** Where a server can be reached: its pid, or a name that is looked up at each use. */
export type ServerRef<P extends Protocol> = Pid<P> | Via<P>;

/** The names of one actor system. */
export class Names {
  private readonly holders = new Map<string, AnyProcess>();

  whereis(name: string): AnyProcess | undefined {
    return this.holders.get(name);
  }

  /** Throws `ERR_INVALID_OPTION` when somebody has the name. */
  checkFree(name: string): void {
    if (this.holders.has(name)) throw new InvalidOptionError('name', name, 'a name that is free');
  }

  /** False when the name is taken. Throws when the process has another name already. */
  register(name: string, process: AnyProcess): boolean {
    if (this.holders.has(name) || !process.alive) return false;
    if (process.name !== undefined) {
      throw new InvalidOptionError('name', name, `free of a process already named ${process.name}`);
    }
    this.holders.set(name, process);
    process.name = name;
    return true;
  }

  release(process: AnyProcess): void {
    if (process.name !== undefined) this.holders.delete(process.name);
  }

  unregister(name: string, process: AnyProcess): void {
    if (this.holders.get(name) !== process) return;
    this.holders.delete(name);
    process.name = undefined;
  }
}

/** A name of an actor system as a server reference. Made by `system.via`. */
export class LocalName<P extends Protocol> implements Via<P> {
  private readonly home: ProcessHome;
  private readonly names: Names;
  private readonly name: ProcessName<P>;

  constructor(home: ProcessHome & { readonly names: Names }, name: ProcessName<P>) {
    this.home = home;
    this.names = home.names;
    this.name = checkName(name);
  }

  whereis(): Pid<P> | undefined {
    const holder = this.names.whereis(this.name);
    return holder && toPid(holder);
  }

  register(pid: Pid<P>): boolean {
    const process = toProcess(pid);
    // Nobody would free the name when it ends.
    if (process.system !== this.home) {
      throw new InvalidOptionError('name', this.name, 'of the actor system of its process');
    }
    return this.names.register(this.name, process);
  }

  unregister(pid: Pid<P>): void {
    this.names.unregister(this.name, toProcess(pid));
  }

  toString(): string {
    return this.name;
  }
}

export function checkName<Name extends string>(name: Name): Name {
  if (typeof name === 'string' && name !== '') return name;
  throw new InvalidOptionError('name', name, 'a string that is not empty, or a via name');
}

/** The process that a reference leads to now. */
export function resolve(ref: ServerRef<never>): AnyProcess | undefined {
  const via = ref as Partial<Via<never>>;
  if (via.whereis === undefined) return toProcess(ref as Pid);
  const pid = via.whereis();
  return pid && toProcess(pid);
}
