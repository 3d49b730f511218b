import { playGenServer } from './gen-server/gen-server-kind.ts';
import { playPartitionSupervisor } from './partition-supervisor-kind.ts';
import { playProcess } from './process/process-kind.ts';
import { playRegistry } from './registry/registry-kind.ts';
import type { Kind, Scenario, Step } from './scenario.ts';
import { playDynamicSupervisor } from './supervisor/dynamic-kind.ts';
import { playSupervisor } from './supervisor/supervisor-kind.ts';
import { playTask } from './task/task-kind.ts';
import { World } from './world.ts';

/** Plays a scenario, and tells step by step what came of it. */
type Player = (scenario: Scenario, world: World) => AsyncGenerator<Step>;

const PLAYERS: Readonly<Record<Kind, Player>> = {
  process: playProcess,
  gen_server: playGenServer,
  task: playTask,
  supervisor: playSupervisor,
  dynamic_supervisor: playDynamicSupervisor,
  partition_supervisor: playPartitionSupervisor,
  registry: playRegistry,
};

/** Plays one scenario through the public API and answers its trace. Rejects if it cannot. */
export async function replay(scenario: Scenario): Promise<Step[]> {
  const { kind } = scenario;
  if (!isKind(kind)) throw new Error(`unknown kind: ${kind}`);
  const world = new World();
  const trace: Step[] = [];
  for await (const step of PLAYERS[kind](scenario, world)) trace.push(step);
  await world.close();
  return trace;
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(PLAYERS, kind);
}
