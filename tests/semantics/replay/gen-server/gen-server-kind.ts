import { GenServer, type Pid, processName, type ServerRef } from '@holdfast/actors';
import type { Client, ClientContext, ClientProtocol } from '../client.ts';
import { type ClientSpec, Clients } from '../clients.ts';
import type { Json } from '../json.ts';
import { type Play, steps } from '../play.ts';
import { Recorder } from '../recorder.ts';
import type { Scenario, Step } from '../scenario.ts';
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
  await play.settle();
  yield* steps(play, ops, world);
}

class GenServerPlay implements Play<Operation>, ServerHome {
  readonly recorder = new Recorder();
  private readonly world: World;
  private readonly clients: Clients;
  private readonly operations = new ServerOperations(this.recorder);

  constructor(world: World, clients: readonly ClientSpec[]) {
    this.world = world;
    this.clients = new Clients(world, this.recorder, clients);
  }

  clientOf(id: string): Pid<ClientProtocol> {
    return this.clients.get(id).pid;
  }

  /** While a client waits for an answer, a server that sleeps over it counts as at rest. */
  settle(): Promise<void> {
    return this.world.settle(() => this.clients.anyBlocked());
  }

  observe(): Step {
    const ev: Record<string, Json[]> = {};
    for (const { label, event } of this.recorder.drainEvents()) (ev[label] ??= []).push(event);
    return { ev, down: this.recorder.drainDown(), mail: this.clients.mail() };
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
    const client = this.clients.get(operation.by);
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
}
