import {
  type AnyPid,
  type ExitReason,
  exited,
  isAlive,
  type ServerContext,
} from '@holdfast/actors';
import type { Shutdown } from './child-spec.ts';

export interface StoppableChild {
  readonly pid: AnyPid;
  readonly shutdown: Shutdown;
}

/** In which order a supervisor ends its children. */
export type ShutdownOrder =
  /** Latest started first, each only after the previous has ended. Source: OTP supervisor. */
  | 'reverse_start'
  /** All told at once: takes as long as the slowest, not as their sum. Source: DynamicSupervisor. */
  | 'all_at_once';

/** Ends children that were started in this order. Resolves when none of them lives. */
export async function stopChildren(
  children: readonly StoppableChild[],
  order: ShutdownOrder,
  supervisor: ServerContext<never>,
): Promise<void> {
  if (order === 'all_at_once') {
    await Promise.all(children.map((child) => stopChild(child, supervisor)));
    return;
  }
  for (const child of children.toReversed()) await stopChild(child, supervisor);
}

/** Ends one child as its specification says; a child that exceeds its time is killed. */
async function stopChild(
  { pid, shutdown }: StoppableChild,
  supervisor: ServerContext<never>,
): Promise<ExitReason> {
  const end = exited(pid);
  if (shutdown === 'brutal_kill') {
    supervisor.exit(pid, 'kill');
    return end;
  }
  supervisor.exit(pid, 'shutdown');
  if (shutdown === 'infinity') return end;
  const late = supervisor.system.clock.setTimer(
    shutdown,
    () => {
      if (isAlive(pid)) supervisor.exit(pid, 'kill');
    },
    { keepAlive: true },
  );
  const reason = await end;
  late.cancel();
  return reason;
}
