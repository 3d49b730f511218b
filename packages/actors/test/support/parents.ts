/** Stand-ins for a supervisor, of which the package of workers knows nothing. */
import {
  ActorSystem,
  GenServer,
  type GenServerCallbacks,
  type Logger,
  noreply,
  ok,
  type Parent,
  type PersistenceWorkerSpec,
  type Protocol,
  silentLogger,
} from '@holdfast/actors';
import type { ManualClock } from '@holdfast/actors/testing';

/** A parent that restarts what its test tells it to. */
export async function parentOf(clock: ManualClock, logger: Logger = silentLogger): Promise<Parent> {
  const system = new ActorSystem({ clock, random: () => 0, logger });
  let parent: Parent | undefined;
  await GenServer.start(
    system,
    {
      init: (_args: undefined, context) => {
        context.trapExit(true);
        parent = context;
        return { type: 'ok', state: undefined };
      },
    },
    undefined,
  );
  if (parent === undefined) throw new Error('no parent');
  return parent;
}

/** A system in which a parent restarts the one child that it has, whatever ends it. */
export async function superviseWorker(
  { start }: PersistenceWorkerSpec,
  clock: ManualClock,
  logger: Logger = silentLogger,
): Promise<ActorSystem> {
  const parent: GenServerCallbacks<undefined, undefined, Protocol> = {
    init: async (_args, context) => {
      context.trapExit(true);
      await start(context);
      return ok(undefined);
    },
    handleInfo: async (message, _state, context) => {
      if (message.type === 'EXIT') await start(context);
      return noreply(undefined);
    },
  };
  const system = new ActorSystem({ clock, random: () => 0, logger });
  await GenServer.start(system, parent, undefined);
  return system;
}
