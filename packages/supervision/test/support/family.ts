/** Children as a strategy sees them, drawn as text. */
import { type AnyPid, isPid } from '@holdfast/actors';
import type { CompleteChildSpec, Restart } from '@holdfast/supervision';
import { type Child, Children } from '../../src/children.ts';
import type { Action } from '../../src/strategies/strategy.ts';

export interface Member {
  readonly restart?: Restart;
  readonly significant?: boolean;
  /** Default running. */
  readonly status?: 'running' | 'stopped' | 'restarting';
}

/** Children in the order in which they are written. */
export function family(members: Readonly<Record<string, Member>>): Children {
  const children = new Children();
  for (const [id, member] of Object.entries(members)) children.set(childOf(id, member));
  return children;
}

/** One line per action: `stop c b`, `forget c`, `start a`, `shut down restarts_exceeded`. */
export function told(actions: readonly Action[]): string[] {
  return actions.flatMap((action) => {
    switch (action.type) {
      case 'stop_children':
        return action.ids.length === 0 ? [] : [`stop ${action.ids.join(' ')}`];
      case 'shut_down':
        return [`shut down ${action.cause}`];
      case 'clear_child':
      case 'forget_child':
      case 'start_child':
      case 'retry_later':
        return [`${action.type.split('_')[0]} ${String(action.id)}`];
    }
  });
}

function childOf(id: string, { restart = 'permanent', significant, status }: Member): Child {
  const spec: CompleteChildSpec = {
    id,
    start: () => Promise.reject(new Error('a strategy starts nothing')),
    restart,
    shutdown: 5_000,
    type: 'worker',
    significant: significant ?? false,
    modules: [],
  };
  const pid = status === undefined || status === 'running' ? fakePid() : undefined;
  return { spec, pid, restarting: status === 'restarting' };
}

function fakePid(): AnyPid {
  const pid: unknown = { isHoldfastPid: true };
  if (!isPid(pid)) throw new Error('no longer looks like a pid');
  return pid;
}
