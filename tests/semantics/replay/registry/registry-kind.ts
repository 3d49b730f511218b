import {
  exit,
  exited,
  GenServer,
  hasErrorCode,
  isAlive,
  processName,
  send,
  type Via,
} from '@holdfast/actors';
import { Registry, type RegistryEntry, type RegistryPid } from '@holdfast/supervision';
import type { Plain } from '../client.ts';
import { canonical, type Json, sorted } from '../json.ts';
import { type Play, steps } from '../play.ts';
import { Recorder } from '../recorder.ts';
import { type Scenario, type Step, unknownOperation } from '../scenario.ts';
import type { World } from '../world.ts';
import { type KeeperProtocol, Keepers, type Shape } from './keepers.ts';
import { Listener } from './listener.ts';
import type { Operation, OwnOperation, Query, RegistryScenario } from './scenario.ts';

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
    if (!('by' in operation)) return this.ask(operation);
    return isAlive(this.keepers.pidOf(operation.by)) ? this.act(operation) : 'client_dead';
  }

  private act(operation: OwnOperation): Json {
    const { registry } = this;
    const pid = this.keepers.pidOf(operation.by);
    const { key } = operation;
    switch (operation.op) {
      case 'register': {
        const answer = Registry.register(registry, pid, key, operation.val);
        if (answer.ok) return 'ok';
        if (answer.error === 'noproc') return 'client_dead';
        return { already_registered: this.keepers.idOf(answer.pid) };
      }
      case 'unregister':
        Registry.unregister(registry, pid, key);
        return 'ok';
      case 'unregister_match':
        Registry.unregisterMatch(registry, pid, key, equals(operation.val));
        return 'ok';
      case 'update_value': {
        const add = (value: Json): Json => (value as number) + operation.add;
        const answer = Registry.updateValue(registry, pid, key, add);
        return answer.ok ? [answer.value, answer.previous] : 'error';
      }
      case 'dispatch':
        return this.dispatch(key, operation.msg);
      case 'via_send':
        this.viaSend(key, { type: 'plain', value: operation.msg });
        return 'ok';
      default:
        return unknownOperation(operation);
    }
  }

  private ask(query: Query): Json {
    const { registry } = this;
    switch (query.op) {
      case 'lookup':
        return this.entriesForm(Registry.lookup(registry, query.key));
      case 'match':
        return this.entriesForm(Registry.match(registry, query.key, equals(query.val)));
      case 'keys':
        return sorted(Registry.keys(registry, this.keepers.pidOf(query.of)));
      case 'values':
        return sorted(Registry.values(registry, query.key, this.keepers.pidOf(query.of)));
      case 'whereis': {
        const via = this.via(query.key);
        if (via === undefined) return 'argument_error';
        const pid = via.whereis();
        return pid === undefined ? null : this.keepers.idOf(pid);
      }
      case 'meta_put':
        Registry.putMeta(registry, query.key, query.val);
        return 'ok';
      case 'meta_get': {
        const answer = Registry.meta(registry, query.key);
        return answer.ok ? [answer.value as Json] : 'error';
      }
      default:
        return unknownOperation(query);
    }
  }

  private dispatch(key: string, msg: Json): Json {
    const groups: number[] = [];
    Registry.dispatch(this.registry, key, (entries) => {
      groups.push(entries.length);
      for (const { pid, value } of entries) send(pid, { type: 'plain', value: [msg, value] });
    });
    return groups.length > 0 ? 'called' : 'not_called';
  }

  /**
   * Under a duplicate key there is no name in this port. Elixir refuses to look it up as well, but
   * sends to whoever has it as long as there is only one; a cast that leads nowhere is no error.
   */
  private viaSend(key: string, message: Plain): void {
    const [only, ...more] = Registry.lookup(this.registry, key);
    const server = this.via(key) ?? (more.length === 0 ? only?.pid : undefined);
    if (server !== undefined) GenServer.cast(server, message);
  }

  /** Undefined: the keys of this registry are no names. */
  private via(key: string): Via<KeeperProtocol> | undefined {
    try {
      return Registry.via<Shape>(this.registry, key);
    } catch (error) {
      if (hasErrorCode(error, 'ERR_INVALID_OPTION')) return undefined;
      throw error;
    }
  }

  private entriesForm(entries: readonly RegistryEntry<Shape>[]): Json {
    return sorted<Json>(entries.map(({ pid, value }) => [this.keepers.idOf(pid), value]));
  }
}

function equals(wanted: Json): (value: Json) => boolean {
  const text = canonical(wanted);
  return (value) => canonical(value) === text;
}
