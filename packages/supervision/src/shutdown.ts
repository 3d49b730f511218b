import {
  type AnyPid,
  describeExit,
  type ExitReason,
  exited,
  isAbnormal,
  isAlive,
  type ProcessContext,
} from '@holdfast/actors';
import type { ChildId, Restart, Shutdown } from './child-spec.ts';

/** A running child, and what has to be known of it to end it. */
export interface StoppableChild {
  readonly pid: AnyPid;
  readonly spec: {
    /** Where children have ids. */
    readonly id?: ChildId;
    readonly restart: Restart;
    readonly shutdown: Shutdown;
  };
}

/** In which order a supervisor ends its children. */
export type ShutdownOrder =
  /** Latest started first, each only after the previous has ended. Source: OTP supervisor. */
  | 'reverse_start'
  /** All told at once: takes as long as the slowest, not as their sum. Source: DynamicSupervisor. */
  | 'all_at_once';

/**
 * Ends children in the order in which they are given, each as its specification says; one that
 * exceeds its time is killed. Resolves when none of them lives. An end that was not asked for is
 * logged, and keeps nobody from ending the others.
 */
export async function stopChildren(
  children: readonly StoppableChild[],
  order: ShutdownOrder,
  supervisor: ProcessContext<never>,
): Promise<void> {
  if (order === 'reverse_start') {
    for (const child of children) await stopTogether([child], supervisor);
  } else {
    await stopTogether(children, supervisor);
  }
}

/** One timer serves all that have the same time: there may be a hundred thousand. */
async function stopTogether(
  children: readonly StoppableChild[],
  supervisor: ProcessContext<never>,
): Promise<void> {
  const byTime = new Map<number, AnyPid[]>();
  const ends = children.map(async (child) => {
    report(child, await exited(child.pid), supervisor);
  });
  for (const { pid, spec } of children) {
    supervisor.exit(pid, spec.shutdown === 'brutal_kill' ? 'kill' : 'shutdown');
    if (typeof spec.shutdown !== 'number' || !isAlive(pid)) continue;
    const sharers = byTime.get(spec.shutdown);
    if (sharers === undefined) byTime.set(spec.shutdown, [pid]);
    else sharers.push(pid);
  }
  const { clock } = supervisor.system;
  const timers = [...byTime].map(([ms, pids]) =>
    clock.setTimer(ms, () => killAll(pids, supervisor), { keepAlive: true }),
  );
  await Promise.all(ends);
  for (const timer of timers) timer.cancel();
}

function killAll(pids: readonly AnyPid[], supervisor: ProcessContext<never>): void {
  for (const pid of pids) supervisor.exit(pid, 'kill');
}

/** Source: OTP supervisor, shutdown/1; Elixir DynamicSupervisor, wait_children. */
function report(
  { pid, spec }: StoppableChild,
  reason: ExitReason,
  supervisor: ProcessContext<never>,
): void {
  if (reason === 'shutdown') return;
  if (spec.shutdown === 'brutal_kill' && reason === 'killed') return;
  if (spec.restart !== 'permanent' && !isAbnormal(reason)) return;
  supervisor.logger.warn('a child ended otherwise than it was told to', {
    child: typeof spec.id === 'symbol' ? String(spec.id) : (spec.id ?? pid.id),
    reason: describeExit(reason),
  });
}
