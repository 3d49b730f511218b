import { ActorSystem, exit, PersistenceWorker, type Pid, silentLogger } from '@holdfast/actors';
import { ManualClock, ScriptedFence, settle } from '@holdfast/actors/testing';
import { type ChildSpec, Supervisor, type SupervisorProtocol } from '@holdfast/supervision';
import { describe, expect, it } from 'vitest';

const { requestPersistence, getStats } = PersistenceWorker;

function workerSpec(fence: ScriptedFence): ReturnType<typeof PersistenceWorker.childSpec> {
  return PersistenceWorker.childSpec({ storeId: 'orders', store: fence, environment: {} });
}

function newSystem(): { system: ActorSystem; clock: ManualClock } {
  const clock = new ManualClock();
  return { clock, system: new ActorSystem({ clock, logger: silentLogger }) };
}

/** A supervisor that gives up at the first crash, as a child of another one. */
function fragile(children: readonly ChildSpec[]): ChildSpec {
  return {
    id: 'fragile',
    type: 'supervisor',
    start: (parent): Promise<Pid<SupervisorProtocol>> =>
      Supervisor.startLink(parent, { children, maxRestarts: 0 }),
  };
}

function kill(pid: Parameters<typeof exit>[0] | undefined): Promise<void> {
  if (pid === undefined) throw new Error('not running');
  exit(pid, 'kill');
  return settle();
}

describe("a worker in a host's own tree", () => {
  it('is restarted by its supervisor with what was pending', async () => {
    const { system } = newSystem();
    const spec = workerSpec(new ScriptedFence());
    await Supervisor.start(system, { children: [spec] });
    const request = requestPersistence(spec.worker);
    await kill(spec.worker.pid);
    if (request.accepted) await request.durable;
    expect(await getStats(spec.worker)).toMatchObject({ restarts: 1, successfulRequests: 1 });
    await system.close();
  });

  it('makes its final fence when its supervisor ends, which needs it to trap exits (PD-01)', async () => {
    const { system } = newSystem();
    const fence = new ScriptedFence();
    const spec = workerSpec(fence);
    const supervisor = await Supervisor.start(system, { children: [spec] });
    requestPersistence(spec.worker);
    await Supervisor.stop(supervisor);
    expect(fence.stores).toEqual(['orders']);
    await system.close();
  });

  it('tells who waits when its supervisor gives up on it', async () => {
    const { system } = newSystem();
    const spec = workerSpec(new ScriptedFence());
    await Supervisor.start(system, { children: [spec], maxRestarts: 0 });
    const request = requestPersistence(spec.worker);
    const lost =
      request.accepted &&
      expect(request.durable).rejects.toMatchObject({ code: 'ERR_NOT_DURABLE' });
    const forced = expect(
      PersistenceWorker.forcePersistence(spec.worker, { timeout: 'infinity' }),
    ).rejects.toMatchObject({ code: 'ERR_SERVER_STOPPED', reason: 'killed' });
    await kill(spec.worker.pid);
    await Promise.all([lost, forced]);
    expect(requestPersistence(spec.worker)).toMatchObject({
      error: { code: 'ERR_WORKER_STOPPED' },
    });
    await system.close();
  });

  it('serves again when the supervisor that gave up is restarted', async () => {
    const { system, clock } = newSystem();
    const fence = new ScriptedFence();
    const spec = workerSpec(fence);
    await Supervisor.start(system, { children: [fragile([spec])] });
    requestPersistence(spec.worker);
    await kill(spec.worker.pid);
    const request = requestPersistence(spec.worker);
    expect(request.accepted).toBe(true);
    await clock.advance(5_000);
    if (request.accepted) await request.durable;
    expect(fence.stores.length).toBeGreaterThan(0);
    await system.close();
  });
});
