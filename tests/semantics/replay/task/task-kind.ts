import { exit, exited, isAlive } from '@holdfast/actors';
import { TaskSupervisor } from '@holdfast/supervision';
import { answerOrExit } from '../answer.ts';
import { Client } from '../client.ts';
import { Clients } from '../clients.ts';
import { type Json, type JsonObject, sorted } from '../json.ts';
import { takeMail } from '../mailbox.ts';
import { type Play, steps } from '../play.ts';
import { Recorder } from '../recorder.ts';
import { type Scenario, type Step, unknownOperation } from '../scenario.ts';
import { given } from '../supervisor/child-specs.ts';
import { doneForm } from '../values.ts';
import type { World } from '../world.ts';
import type { ClientOperation, Operation, TaskScenario } from './scenario.ts';
import { letGo } from './task-function.ts';
import { TaskVerbs } from './task-verbs.ts';

export async function* playTask(scenario: Scenario, world: World): AsyncGenerator<Step> {
  const { clients, max_children: maxChildren, ops } = scenario as TaskScenario;
  const recorder = new Recorder();
  const all = new Clients(world, recorder, clients);
  const owner = new Client(world, recorder, 'owner', true);
  let supervisor: TaskSupervisor.TaskSupervisorPid | undefined;
  await world.perform(() =>
    owner.run(async (self) => {
      supervisor = await TaskSupervisor.startLink(self, given({ maxChildren }));
      return 'ok';
    }),
  );
  if (supervisor === undefined) throw new Error('the task supervisor did not start');
  yield* steps(new TaskPlay(world, recorder, all, supervisor), ops, world);
}

class TaskPlay implements Play<Operation> {
  private readonly world: World;
  private readonly recorder: Recorder;
  private readonly clients: Clients;
  private readonly supervisor: TaskSupervisor.TaskSupervisorPid;
  private readonly verbs: TaskVerbs;

  constructor(
    world: World,
    recorder: Recorder,
    clients: Clients,
    supervisor: TaskSupervisor.TaskSupervisorPid,
  ) {
    this.world = world;
    this.recorder = recorder;
    this.clients = clients;
    this.supervisor = supervisor;
    this.verbs = new TaskVerbs(recorder, supervisor);
  }

  settle(): Promise<void> {
    return this.world.settle();
  }

  async observe(): Promise<Step> {
    const logged = this.recorder.drainEvents().map(({ label, event }) => ({ p: label, ...event }));
    return {
      ev: sorted<JsonObject>(logged),
      down: this.recorder.drainDown(),
      kids: await this.kids(),
      alive: this.clients.alive(),
    };
  }

  async perform(operation: Operation): Promise<Json> {
    if ('by' in operation) {
      const client = this.clients.get(operation.by);
      return client.alive ? this.performAs(client, operation) : 'client_dead';
    }
    switch (operation.op) {
      case 'go':
        return this.letEnd(operation.task);
      case 'kill': {
        const pid = this.recorder.living(operation.task);
        if (pid === undefined) return 'not_running';
        exit(pid, operation.reason);
        return 'ok';
      }
      case 'terminate_child': {
        const pid = this.recorder.current(operation.task) ?? this.supervisor;
        const ended = (): Promise<Json> =>
          TaskSupervisor.terminateChild(this.supervisor, pid).then(doneForm);
        return this.world.perform(() => answerOrExit(ended(), this.recorder));
      }
      case 'stop_sup': {
        const stopped = (): Promise<Json> =>
          TaskSupervisor.stop(this.supervisor, operation.reason).then(() => 'ok');
        return this.world.perform(() => answerOrExit(stopped(), this.recorder));
      }
      default:
        return unknownOperation(operation);
    }
  }

  private async performAs(client: Client, operation: ClientOperation): Promise<Json> {
    switch (operation.op) {
      case 'client_quit':
        await this.world.perform(() => client.quit({ reason: operation.reason }));
        return 'ok';
      case 'mailbox':
        return takeMail(client.pid, (ref) => this.verbs.nameOf(ref), this.recorder);
      default:
        return this.world.perform(() =>
          client.run((self) => answerOrExit(this.verbs.perform(operation, self), this.recorder)),
        );
    }
  }

  /** Lets a task come to its end, if it runs. */
  private async letEnd(id: string): Promise<Json> {
    const pid = this.recorder.living(id);
    if (pid === undefined) return 'not_running';
    letGo(pid);
    await this.world.perform(() => exited(pid));
    return 'ok';
  }

  private async kids(): Promise<Json> {
    if (!isAlive(this.supervisor)) return 'dead';
    const pids = await this.world.perform(() => TaskSupervisor.children(this.supervisor));
    return sorted(pids.map((pid) => this.recorder.labelOf(pid)));
  }
}
