import type { AnyPid } from '@holdfast/actors';
import type { CompleteChildSpec } from './child-spec.ts';
import type { StoppableChild } from './shutdown.ts';

/** One child as its supervisor knows it. */
export interface Child {
  readonly spec: CompleteChildSpec;
  /** Undefined when it is not running: it ended for good, was ignored, or is being restarted. */
  readonly pid: AnyPid | undefined;
  /** A restart failed and will be tried again. */
  readonly restarting: boolean;
}

/** The children of one supervisor in start order, found by id and by pid without a search. */
export class Children {
  private readonly byId = new Map<string, Child>();
  private readonly idOf = new Map<AnyPid, string>();

  /** Puts a child in, or replaces what is known of it; it keeps its place in the order. */
  set(child: Child): void {
    const before = this.byId.get(child.spec.id);
    if (before?.pid !== undefined) this.idOf.delete(before.pid);
    this.byId.set(child.spec.id, child);
    if (child.pid !== undefined) this.idOf.set(child.pid, child.spec.id);
  }

  delete(child: Child): void {
    this.byId.delete(child.spec.id);
    if (child.pid !== undefined) this.idOf.delete(child.pid);
  }

  get(id: string): Child | undefined {
    return this.byId.get(id);
  }

  withPid(pid: AnyPid): Child | undefined {
    const id = this.idOf.get(pid);
    return id === undefined ? undefined : this.byId.get(id);
  }

  inStartOrder(): Child[] {
    return [...this.byId.values()];
  }

  running(): StoppableChild[] {
    return this.inStartOrder().flatMap(({ pid, spec: { shutdown } }) =>
      pid === undefined ? [] : [{ pid, shutdown }],
    );
  }
}
