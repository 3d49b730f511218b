/** Children of a dynamic supervisor that report what they do, and obey. */
import { type AnyPid, exit, type Parent } from '@holdfast/actors';
import type { DynamicSupervisor } from '@holdfast/supervision';
import { type Behaviour, Nursery } from './children.ts';

type Spec = Omit<ReturnType<Nursery['child']>, 'significant'>;

export class Crowd {
  readonly nursery = new Nursery();

  /** What every start was given besides the parent. */
  readonly starts: unknown[][] = [];

  get events(): string[] {
    return this.nursery.events;
  }

  child(id: string, behaviour: Behaviour = {}): Spec {
    const { start, ...spec } = this.nursery.child(id, behaviour);
    const noted = (parent: Parent, ...args: unknown[]) => {
      this.starts.push(args);
      return start(parent);
    };
    return { ...spec, start: noted };
  }

  pid(id: string): AnyPid {
    return this.nursery.pid(id);
  }

  kill(id: string): void {
    exit(this.pid(id), 'kill');
  }
}

/** The rows of `whichChildren` as `running` or `restarting`. */
export function statuses(
  rows: Awaited<ReturnType<typeof DynamicSupervisor.whichChildren>>,
): string[] {
  return rows.map(({ pid }) => (typeof pid === 'string' ? pid : 'running'));
}
