import type { AnyPid } from '@holdfast/actors';
import type { ChildId, CompleteChildSpec } from './child-spec.ts';

/** One child as its supervisor knows it. */
export interface Child {
  readonly spec: CompleteChildSpec;
  /** Undefined when it is not running: it ended for good, was ignored, or is being restarted. */
  readonly pid: AnyPid | undefined;
  /** A restart failed and will be tried again. */
  readonly restarting: boolean;
}

/** What is known of the process of a child that has none and is not to get one by itself. */
export const NOT_RUNNING: Pick<Child, 'pid' | 'restarting'> = {
  pid: undefined,
  restarting: false,
};

/** The children as a strategy sees them. */
export interface ChildrenView {
  get(id: ChildId): Child | undefined;
  inStartOrder(): readonly Child[];
}

/** The children of one supervisor in start order, found by id and by pid without a search. */
export class Children implements ChildrenView {
  private readonly byId = new Map<ChildId, Child>();
  private readonly idOf = new Map<AnyPid, ChildId>();

  /** Puts a child in, or replaces what is known of it; it keeps its place in the order. */
  set(child: Child): void {
    const before = this.byId.get(child.spec.id);
    if (before?.pid !== undefined) this.idOf.delete(before.pid);
    this.byId.set(child.spec.id, child);
    if (child.pid !== undefined) this.idOf.set(child.pid, child.spec.id);
  }

  /** Notes what became of the process of a child; nothing if there is no such child. */
  update(id: ChildId, process: Partial<Omit<Child, 'spec'>>): void {
    const child = this.byId.get(id);
    if (child !== undefined) this.set({ ...child, ...process });
  }

  delete(id: ChildId): void {
    const pid = this.byId.get(id)?.pid;
    this.byId.delete(id);
    if (pid !== undefined) this.idOf.delete(pid);
  }

  get(id: ChildId): Child | undefined {
    return this.byId.get(id);
  }

  withPid(pid: AnyPid): Child | undefined {
    const id = this.idOf.get(pid);
    return id === undefined ? undefined : this.byId.get(id);
  }

  inStartOrder(): Child[] {
    return [...this.byId.values()];
  }
}
