import {
  cancelTimer,
  type Down,
  hasErrorCode,
  isAlive,
  readTimer,
  send,
  sendAfter,
  type TimerRef,
  takeWaiting,
} from '@holdfast/actors';
import { type Client, type ClientContext, whileAlive } from '../client.ts';
import { type ClientSpec, Clients } from '../clients.ts';
import type { Json } from '../json.ts';
import { type Play, steps } from '../play.ts';
import { Recorder } from '../recorder.ts';
import { type Scenario, type Step, unknownOperation } from '../scenario.ts';
import { reasonForm } from '../values.ts';
import type { World } from '../world.ts';
import type { Operation, ProcessOperation } from './operations.ts';

interface ProcessScenario extends Scenario {
  readonly procs: readonly ClientSpec[];
  readonly ops: readonly Operation[];
}

/** How long `monitor_flush` leaves a message time to arrive. */
const FLUSH_WAIT_MS = 30;

export async function* playProcess(scenario: Scenario, world: World): AsyncGenerator<Step> {
  const { procs, ops } = scenario as ProcessScenario;
  const play = new ProcessPlay(world, procs);
  await play.settle();
  yield* steps(play, ops, world);
}

class ProcessPlay implements Play<Operation> {
  private readonly world: World;
  private readonly recorder = new Recorder();
  private readonly clients: Clients;
  private readonly timers = new Map<string, TimerRef>();

  constructor(world: World, procs: readonly ClientSpec[]) {
    this.world = world;
    this.clients = new Clients(world, this.recorder, procs);
  }

  settle(): Promise<void> {
    return this.world.settle();
  }

  observe(): Step {
    const { clients, recorder } = this;
    return { down: recorder.drainDown(), mail: clients.mail(), alive: clients.alive() };
  }

  async perform(operation: Operation): Promise<Json> {
    if (operation.op === 'sleep') {
      await this.world.sleep(operation.ms);
      return 'ok';
    }
    const client = this.clients.get(operation.by);
    if (!client.alive) return 'client_dead';
    if (operation.op === 'finish') {
      await this.world.perform(() => client.quit(operation));
      return 'ok';
    }
    return this.world.perform(() => client.run((self) => this.act(operation, client, self)));
  }

  private act(
    operation: Exclude<ProcessOperation, { op: 'finish' }>,
    client: Client,
    self: ClientContext,
  ): Json | Promise<Json> {
    switch (operation.op) {
      case 'link':
        return this.link(operation.to, self);
      case 'unlink':
        self.unlink(this.clients.get(operation.to).pid);
        return true;
      case 'monitor':
        client.monitors.set(operation.ref, self.monitor(this.clients.get(operation.to).pid));
        return 'ok';
      case 'demonitor':
        return demonitor(operation, client, self);
      case 'monitor_flush':
        return this.monitorAndFlush(operation, self);
      case 'exit':
        return this.exit(operation, self);
      case 'trap':
        return self.trapExit(operation.on);
      case 'send':
        send(this.clients.get(operation.to).pid, { type: 'plain', value: operation.msg });
        return 'sent';
      case 'send_after': {
        const { to, ms, msg, ref } = operation;
        this.timers.set(
          ref,
          sendAfter(this.clients.get(to).pid, ms, { type: 'plain', value: msg }),
        );
        return 'ok';
      }
      case 'cancel_timer':
        return timeLeft(this.timers.get(operation.ref), cancelTimer);
      case 'read_timer':
        return timeLeft(this.timers.get(operation.ref), readTimer);
      default:
        return unknownOperation(operation);
    }
  }

  private link(to: string, self: ClientContext): Json {
    try {
      self.link(this.clients.get(to).pid);
      return true;
    } catch (error) {
      if (hasErrorCode(error, 'ERR_NO_PROCESS')) return { error: 'noproc' };
      throw error;
    }
  }

  /** A signal to itself that it does not survive is the last thing that it does. */
  private exit(
    { to, reason }: Extract<ProcessOperation, { op: 'exit' }>,
    self: ClientContext,
  ): Json | Promise<Json> {
    const target = this.clients.get(to).pid;
    self.exit(target, reason);
    return target === self.self && !isAlive(target) ? whileAlive(target, Promise.resolve(0)) : true;
  }

  private async monitorAndFlush(
    { to, flush = false }: Extract<ProcessOperation, { op: 'monitor_flush' }>,
    self: ClientContext,
  ): Promise<Json> {
    const ref = self.monitor(this.clients.get(to).pid);
    await new Promise<void>((resolve) => {
      this.world.clock.setTimer(FLUSH_WAIT_MS, resolve);
    });
    self.demonitor(ref, { flush });
    const left = takeWaiting(self.self, (message) => 'ref' in message && message.ref === ref);
    if (left === undefined) return 'nothing_left';
    return { left: reasonForm((left as Down).reason, this.recorder) };
  }
}

function demonitor(
  { ref, flush = false }: Extract<ProcessOperation, { op: 'demonitor' }>,
  client: Client,
  self: ClientContext,
): Json {
  const monitor = client.monitors.get(ref);
  if (monitor === undefined) return 'no_such_ref';
  self.demonitor(monitor, { flush });
  return true;
}

/** How much time is left varies; that some is left does not. */
function timeLeft(timer: TimerRef | undefined, ask: (timer: TimerRef) => number | false): Json {
  return timer !== undefined && ask(timer) !== false ? 'ms' : false;
}
