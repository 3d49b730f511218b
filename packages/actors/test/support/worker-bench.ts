import {
  ActorSystem,
  type PersistenceEvent,
  PersistenceWorker,
  type PersistenceWorkerRef,
  type PersistenceWorkerSpec,
  silentLogger,
  type WorkerOptionsInput,
} from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';

/** One worker on a manual clock with a scripted fence, and everything that it has said. */
export interface WorkerBench {
  readonly system: ActorSystem;
  readonly clock: ManualClock;
  readonly fence: ScriptedFence;
  readonly worker: PersistenceWorkerRef;
  readonly events: PersistenceEvent[];
  readonly eventsOf: <T extends PersistenceEvent['type']>(
    type: T,
  ) => Extract<PersistenceEvent, { type: T }>[];
}

export async function startWorker(
  options: WorkerOptionsInput = {},
  fence: ScriptedFence = new ScriptedFence(),
): Promise<WorkerBench> {
  const clock = new ManualClock();
  const system = new ActorSystem({ clock, random: () => 0, logger: silentLogger });
  const worker = await PersistenceWorker.start({
    system,
    storeId: 'orders',
    store: fence,
    environment: {},
    ...options,
  });
  const events: PersistenceEvent[] = [];
  PersistenceWorker.subscribe(worker, (event) => events.push(event));
  await settle();
  return {
    system,
    clock,
    fence,
    worker,
    events,
    eventsOf: (type) => events.filter((event) => event.type === type) as never,
  };
}

/** A spec whose worker can be started again and again, as a supervisor would. */
export function workerSpec(
  fence: ScriptedFence,
  options: WorkerOptionsInput = {},
): PersistenceWorkerSpec {
  return PersistenceWorker.childSpec({
    storeId: 'orders',
    store: fence,
    environment: {},
    ...options,
  });
}
