import { exit, exited, isAlive, processName } from '@holdfast/actors';
import { Registry, type RegistryPid } from '@holdfast/supervision';
import { type Json, sorted } from '../json.ts';
import { type Play, steps } from '../play.ts';
import { Recorder } from '../recorder.ts';
import type { Scenario, Step } from '../scenario.ts';
import type { World } from '../world.ts';
import { Keepers, type Shape } from './keepers.ts';
import { Listener } from './listener.ts';
import { RegistryVerbs } from './registry-verbs.ts';
import type { Operation, RegistryScenario } from './scenario.ts';

export async function* playRegistry(scenario: Scenario, world: World): AsyncGenerator<Step> {
  const { ops, procs, ...options } = scenario as RegistryScenario;
  const recorder = new Recorder();
  const keepers = new Keepers(recorder);
  const listener = options.listener ? new Listener(world, keepers) : undefined;
  const registry = await world.perform(async () => {
    for (const { id } of procs) await keepers.start(id, world);
    return Registry.start<Shape>(world.system, {
      name: processName('registry'),
      keys: options.keys as Shape['keys'],
      partitions: options.partitions,
      listeners: listener === undefined ? [] : [listener.pid],
    });
  });
  yield* steps(new RegistryPlay(world, recorder, keepers, listener, registry), ops, world);
}

class RegistryPlay implements Play<Operation> {
  private readonly world: World;
  private readonly recorder: Recorder;
  private readonly keepers: Keepers;
  private readonly listener: Listener | undefined;
  private readonly registry: RegistryPid<Shape>;
  private readonly verbs: RegistryVerbs;

  constructor(
    world: World,
    recorder: Recorder,
    keepers: Keepers,
    listener: Listener | undefined,
    registry: RegistryPid<Shape>,
  ) {
    this.world = world;
    this.recorder = recorder;
    this.keepers = keepers;
    this.listener = listener;
    this.registry = registry;
    this.verbs = new RegistryVerbs(registry, keepers);
  }

  settle(): Promise<void> {
    return this.world.settle();
  }

  observe(): Step {
    const entries = Registry.select(this.registry).map(({ key, pid, value }) => [
      key,
      this.keepers.idOf(pid),
      value,
    ]);
    return {
      down: this.recorder.drainDown(),
      mail: this.keepers.mail(),
      reg: sorted<Json>(entries),
      n: Registry.count(this.registry),
      ...(this.listener !== undefined && { lis: this.listener.take() }),
    };
  }

  async perform(operation: Operation): Promise<Json> {
    if (operation.op === 'kill') {
      const pid = this.keepers.pidOf(operation.to);
      if (!isAlive(pid)) return 'client_dead';
      exit(pid, 'kill');
      await this.world.perform(() => exited(pid));
      return 'ok';
    }
    if (!('by' in operation)) return this.verbs.ask(operation);
    return isAlive(this.keepers.pidOf(operation.by)) ? this.verbs.act(operation) : 'client_dead';
  }
}
