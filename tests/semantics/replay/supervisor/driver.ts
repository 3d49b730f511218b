import {
  type AnyPid,
  exited,
  GenServer,
  isAlive,
  type Pid,
  type Protocol,
  send,
} from '@holdfast/actors';
import { answerOrExit } from '../answer.ts';
import { Client } from '../client.ts';
import type { Json } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import { unknownOperation } from '../scenario.ts';
import type { World } from '../world.ts';
import type { Ask } from './family.ts';
import type { Operation } from './scenario.ts';
import type { Gate } from './start-up-scripts.ts';
import { crash, type WorkerProtocol } from './worker.ts';

/** Who acts upon a tree: a process that is linked to nothing. */
export class Driver {
  private readonly world: World;
  private readonly recorder: Recorder;
  private readonly client: Client;

  constructor(world: World, recorder: Recorder) {
    this.world = world;
    this.recorder = recorder;
    this.client = new Client(world, recorder, 'driver', false);
  }

  /** Does something to a process that lives. */
  async actUpon(
    target: AnyPid,
    operation: Extract<Operation, { op: 'crash' | 'exit' | 'stop' | 'info' }>,
  ): Promise<Json> {
    switch (operation.op) {
      case 'crash':
        await this.world.perform(() => {
          crash(target, operation);
          return exited(target);
        });
        return 'ok';
      case 'exit':
        await this.drive((driver) => {
          driver.exit(target, operation.reason);
          return true;
        });
        // Everything that a signal does at once has been done by now.
        return isAlive(target) ? 'alive' : 'dead';
      case 'stop':
        return this.drive(async () => {
          await GenServer.stop(target as Pid<Protocol>, operation.reason);
          return 'ok';
        });
      case 'info':
        send(target as Pid<WorkerProtocol>, { type: 'unexpected' });
        return 'ok';
      default:
        return unknownOperation(operation);
    }
  }

  /** Puts one request to a supervisor. */
  request(ask: Ask, supervisor: AnyPid): Promise<Json> {
    return this.drive(({ self }) => ask(supervisor, self));
  }

  /**
   * Puts requests to a supervisor that is held up at a gate in the middle of a start, one after the
   * other without waiting, then opens the gate. Answers the answers.
   */
  requestWhileHeldUp(asked: readonly Ask[], supervisor: AnyPid, gate: Gate): Promise<Json> {
    return this.world.perform(() => {
      const answers = asked.map((ask) =>
        answerOrExit(ask(supervisor, this.client.pid), this.recorder),
      );
      gate.open();
      return Promise.all(answers);
    });
  }

  /** Has the driver do something, and waits for it. */
  private drive(run: Parameters<Client['run']>[0]): Promise<Json> {
    return this.world.perform(() =>
      this.client.run((driver) => {
        const answer = run(driver);
        return answer instanceof Promise ? answerOrExit(answer, this.recorder) : answer;
      }),
    );
  }
}
