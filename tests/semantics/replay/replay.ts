import { playGenServer } from './gen-server/gen-server-kind.ts';
import { playProcess } from './process/process-kind.ts';
import type { Kind, Scenario, Step } from './scenario.ts';
import { playSupervisor } from './supervisor/supervisor-kind.ts';
import { World } from './world.ts';

/** Plays a scenario, and tells step by step what came of it. */
type Player = (scenario: Scenario, world: World) => AsyncGenerator<Step>;

const PLAYERS: Partial<Record<Kind, Player>> = {
  process: playProcess,
  gen_server: playGenServer,
  supervisor: playSupervisor,
};

/** Plays one scenario through the public API and answers its trace. Rejects if it cannot. */
export async function replay(scenario: Scenario): Promise<Step[]> {
  const player = PLAYERS[scenario.kind as Kind];
  if (player === undefined) throw new Error(`unknown kind: ${scenario.kind}`);
  const world = new World();
  const trace: Step[] = [];
  for await (const step of player(scenario, world)) trace.push(step);
  await world.close();
  return trace;
}
