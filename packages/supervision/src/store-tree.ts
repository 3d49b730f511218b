/** The tree behind a system: one supervisor, one worker per store, all that a system asks of it. */
import {
  type ActorSystem,
  type ExitReason,
  exited,
  type PersistenceWorkerSpec,
  StartError,
} from '@holdfast/actors';
import { SystemClosedError } from './errors.ts';
import * as Supervisor from './supervisor.ts';

/** Source: ExESDB's persistence system, which allows its workers 10 restarts in 60 s. */
const INTENSITY = { maxRestarts: 10, maxSeconds: 60 };

export class StoreTree {
  /** Resolves when no worker runs any more, with the reason. */
  readonly ended: Promise<ExitReason>;
  private readonly supervisor: Supervisor.SupervisorPid;

  /** Starts the workers, each only after the one before it. */
  static async start(
    system: ActorSystem,
    children: readonly PersistenceWorkerSpec[],
  ): Promise<StoreTree> {
    const options = { ...INTENSITY, children, shutdownOrder: 'all_at_once' } as const;
    return new StoreTree(await Supervisor.start(system, options));
  }

  private constructor(supervisor: Supervisor.SupervisorPid) {
    this.supervisor = supervisor;
    this.ended = exited(supervisor);
  }

  /** Rejects with `ERR_START_FAILED` and the reason, or `ERR_SYSTEM_CLOSED`; then nothing runs. */
  async add(spec: PersistenceWorkerSpec): Promise<void> {
    const started = await Supervisor.startChild(this.supervisor, spec).catch(() => undefined);
    if (started === undefined) throw new SystemClosedError();
    if (started.ok) return;
    const reason = started.error === 'start_failed' ? started.reason : started.error;
    throw new StartError('ERR_START_FAILED', `the worker of ${spec.id}`, reason);
  }

  /**
   * Ends a worker for good. While that takes the supervisor serves no other, so the worker has to
   * be drained before. Never rejects: a supervisor that has ended has ended its workers.
   */
  async remove(id: string): Promise<void> {
    try {
      await Supervisor.terminateChild(this.supervisor, id);
      await Supervisor.deleteChild(this.supervisor, id);
    } catch {
      await this.ended;
    }
  }

  /** Ends all workers at the same time. Never rejects. */
  async stop(): Promise<void> {
    // It may have ended by itself already, which `ended` then tells.
    await Supervisor.stop(this.supervisor, 'shutdown').catch(() => undefined);
  }
}
