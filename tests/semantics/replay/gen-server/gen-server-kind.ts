import { GenServer, type Pid, processName, type ServerRef } from '@holdfast/actors';
import { Client, type ClientContext, type ClientProtocol } from '../client.ts';
import type { Json } from '../json.ts';
import { mailOf } from '../mailbox.ts';
import { Recorder } from '../recorder.ts';
import { type Scenario, type Step, unknownOperation } from '../scenario.ts';
import { pidForm, startErrorForm, tuple } from '../values.ts';
import type { World } from '../world.ts';
import type {
  ClientOperation,
  GenServerScenario,
  Operation,
  ServerOperation,
  StartOperation,
  Target,
} from './scenario.ts';
import { bareServer, scriptedServer } from './scripted-server.ts';
import { ServerOperations } from './server-operations.ts';
import { type ServerHome, type ServerProtocol, serverOf } from './server-protocol.ts';

export async function* playGenServer(scenario: Scenario, world: World): AsyncGenerator<Step> {
  const { clients, ops } = scenario as GenServerScenario;
  const play = new GenServerPlay(world, clients);
  await world.settle();
  for (const [index, operation] of ops.entries()) {
    const r = await play.perform(operation);
    await play.settle();
    yield { i: index + 1, r, ...play.observe() };
  }
}

class GenServerPlay implements ServerHome {
  readonly recorder = new Recorder();
  private readonly world: World;
  private readonly clients = new Map<string, Client>();
  private readonly operations = new ServerOperations(this.recorder);

  constructor(world: World, clients: GenServerScenario['clients']) {
    this.world = world;
    for (const { id, trap_exit } of clients) {
      const client = new Client(world, this.recorder, id, trap_exit ?? false);
      this.recorder.born(id, client.pid);
      this.clients.set(id, client);
    }
  }

  clientOf(id: string): Pid<ClientProtocol> {
    return this.client(id).pid;
  }

  /** While a client waits for an answer, a server that sleeps over it counts as at rest. */
  settle(): Promise<void> {
    return this.world.settle(() => this.all().some(({ blocked }) => blocked));
  }

  observe(): Step {
    const ev: Record<string, Json[]> = {};
    for (const { label, event } of this.recorder.drainEvents()) (ev[label] ??= []).push(event);
    const down = this.recorder.drainDown();
    return { ev, down, mail: mailOf(this.all(), this.recorder) };
  }

  async perform(operation: Operation): Promise<Json> {
    if (operation.op === 'sleep') {
      await this.world.sleep(operation.ms);
      return 'ok';
    }
    if (operation.op === 'whereis') {
      const pid = this.world.system.whereis(processName(operation.to_name));
      return pid === undefined ? null : pidForm(pid, this.recorder);
    }
    const client = this.client(operation.by);
    if (!client.alive) return 'client_dead';
    switch (operation.op) {
      case 'await':
        return this.world.perform(() => client.end());
      case 'client_quit':
        await this.world.perform(() => client.quit(operation));
        return 'ok';
      default:
        return client.blocked ? 'client_busy' : this.act(operation, client);
    }
  }

  private async act(
    operation: Exclude<ClientOperation, { op: 'await' | 'client_quit' }> | ServerOperation,
    client: Client,
  ): Promise<Json> {
    switch (operation.op) {
      case 'start':
        return this.drive(client, (self) => this.start(operation, self));
      case 'demonitor': {
        const monitor = client.monitors.get(operation.ref);
        if (monitor === undefined) return true;
        return this.drive(client, (self) => {
          self.demonitor(monitor, { flush: true });
          return true;
        });
      }
      default:
    }
    const server = this.target(operation);
    if (server === undefined) return 'not_started';
    if (operation.op === 'call_async') {
      client.begin((self) => this.operations.call(operation, client, self, server));
      return 'pending';
    }
    const pid = 'whereis' in server ? server.whereis() : server;
    return this.drive(client, (self) =>
      this.operations.perform(operation, client, self, server, pid),
    );
  }

  private async start(operation: StartOperation, self: ClientContext): Promise<Json> {
    const { link = false, name, init_timeout: timeout, bare = false } = operation;
    const callbacks = bare ? bareServer : scriptedServer;
    const args = { home: this, spec: operation };
    const options: GenServer.StartOptions<ServerProtocol> = {
      ...(name !== undefined && { name: processName(name) }),
      ...(timeout !== undefined && { timeout }),
    };
    try {
      const started = link
        ? GenServer.startLink(self, callbacks, args, options)
        : GenServer.start(self.system, callbacks, args, options);
      return tuple('ok', pidForm(await started, this.recorder));
    } catch (error) {
      return startErrorForm(error, this.recorder);
    }
  }

  private drive(client: Client, run: Parameters<Client['run']>[0]): Promise<Json> {
    return this.world.perform(() => client.run(run));
  }

  private target({ to, to_name }: Target): ServerRef<ServerProtocol> | undefined {
    if (to_name !== undefined) return this.world.system.via(processName(to_name));
    return to === undefined ? undefined : serverOf(this, to);
  }

  private client(id: string): Client {
    const client = this.clients.get(id);
    if (client === undefined) throw new Error(`no client ${id}`);
    return client;
  }

  private all(): Client[] {
    return [...this.clients.values()];
  }
}
