import {
  type ActorSystem,
  type ExitReason,
  exited,
  isAbnormal,
  PersistenceWorker,
} from '@holdfast/actors';
import type { Member } from './member.ts';
import type { SystemStopped } from './system-events.ts';

/** All workers have ended, and nobody asked for it: who waits is told, and it is logged. */
export async function systemStopped(
  members: readonly Member[],
  reason: ExitReason,
  { clock, logger }: ActorSystem,
): Promise<SystemStopped> {
  const crashed: string[] = [];
  for (const { worker } of members) {
    PersistenceWorker.abandon(worker);
    const { pid, storeId } = worker;
    if (pid !== undefined && isAbnormal(await exited(pid))) crashed.push(storeId);
  }
  const unfenced = members.flatMap(({ worker }) => PersistenceWorker.unfenced(worker));
  const stopped = { at: clock.wallTime(), reason, crashed, unfenced };
  logger.error('the persistence system has ended by itself', stopped);
  return { type: 'system_stopped', ...stopped };
}
