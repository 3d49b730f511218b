import { GenServer, hasErrorCode, send, type Via } from '@holdfast/actors';
import { Registry, type RegistryEntry, type RegistryPid } from '@holdfast/supervision';
import type { Plain } from '../client.ts';
import { canonical, type Json, sorted } from '../json.ts';
import { unknownOperation } from '../scenario.ts';
import type { KeeperProtocol, Keepers, Shape } from './keepers.ts';
import type { OwnOperation, Query } from './scenario.ts';

/** What is done with a registry, and asked of it. */
export class RegistryVerbs {
  private readonly registry: RegistryPid<Shape>;
  private readonly keepers: Keepers;

  constructor(registry: RegistryPid<Shape>, keepers: Keepers) {
    this.registry = registry;
    this.keepers = keepers;
  }

  act(operation: OwnOperation): Json {
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

  ask(query: Query): Json {
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
