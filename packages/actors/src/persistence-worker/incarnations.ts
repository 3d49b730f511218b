import type { ServerContext } from '../gen-server/context.ts';
import * as GenServer from '../gen-server/gen-server.ts';
import type { ActorSystem } from '../process/actor-system.ts';
import { toProcess } from '../process/any-process.ts';
import type { ExitReason } from '../process/exit-reason.ts';
import type { Pid } from '../process/pid.ts';
import type { CastOf } from '../process/protocol.ts';
import type { WorkerProtocol } from './messages.ts';

/** The processes that serve as one worker, one after the other. */
export class Incarnations {
  /** How many there have been. */
  count = 0;
  /** The one that serves now, or served last. */
  pid: Pid<WorkerProtocol> | undefined;
  /** Where it lives or lived. */
  system: ActorSystem | undefined;
  /** One has begun, and none has ended in order since. */
  serving = false;

  begin({ self, system }: ServerContext<WorkerProtocol>): void {
    this.count += 1;
    this.pid = self;
    this.system = system;
    this.serving = true;
  }

  get alive(): boolean {
    return this.pid !== undefined && toProcess(this.pid).alive;
  }

  /** Why the last one ended. */
  get endReason(): ExitReason {
    return (this.pid && toProcess(this.pid).exitReason) ?? 'noproc';
  }

  /** Lost without notice when none serves: a successor finds in the memory what it has to know. */
  tell(message: CastOf<WorkerProtocol>): void {
    if (this.pid !== undefined) GenServer.cast(this.pid, message);
  }
}
