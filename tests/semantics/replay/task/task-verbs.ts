import { hasErrorCode, type MonitorRef, Task, type TaskOutcome } from '@holdfast/actors';
import { TaskSupervisor } from '@holdfast/supervision';
import type { ClientContext } from '../client.ts';
import type { Json } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import { given } from '../supervisor/child-specs.ts';
import { exitForm, reasonForm, tuple } from '../values.ts';
import type { ClientOperation } from './scenario.ts';
import { taskFunction } from './task-function.ts';

type Waiting = Extract<ClientOperation, { op: 'await' | 'yield' | 'shutdown' }>;
type Starting = Extract<ClientOperation, { op: 'async' | 'async_nolink' }>;

const AWAIT_TIMEOUT_MS = 1_000;

/** What clients do with tasks, each verb as the client itself. */
export class TaskVerbs {
  private readonly recorder: Recorder;
  private readonly supervisor: TaskSupervisor.TaskSupervisorPid;
  private readonly tasks = new Map<string, Task.Task<Json>>();

  constructor(recorder: Recorder, supervisor: TaskSupervisor.TaskSupervisorPid) {
    this.recorder = recorder;
    this.supervisor = supervisor;
  }

  async perform(
    operation: Exclude<ClientOperation, { op: 'client_quit' | 'mailbox' }>,
    self: ClientContext,
  ): Promise<Json> {
    switch (operation.op) {
      case 'async':
      case 'async_nolink':
        return this.start(operation, self);
      case 'start_child': {
        const { task, fn, restart, shutdown } = operation;
        const run = taskFunction(task, fn, this.recorder);
        const options = given({ restart, shutdown });
        const answer = await TaskSupervisor.startChild(this.supervisor, run, options);
        return answer.ok ? 'ok' : { error: answer.error };
      }
      case 'await':
      case 'yield':
      case 'shutdown': {
        const task = this.tasks.get(operation.task);
        return task === undefined ? 'no_such_task' : this.waitFor(task, operation, self);
      }
    }
  }

  private async start(
    { op, task: id, fn, shutdown }: Starting,
    self: ClientContext,
  ): Promise<Json> {
    const begin = op === 'async' ? TaskSupervisor.async<Json> : TaskSupervisor.asyncNolink<Json>;
    const run = taskFunction(id, fn, this.recorder);
    try {
      this.tasks.set(id, await begin(this.supervisor, self, run, given({ shutdown })));
      return 'ok';
    } catch (error) {
      if (hasErrorCode(error, 'ERR_MAX_CHILDREN')) return { raise: 'max_children' };
      throw error;
    }
  }

  private async waitFor(
    task: Task.Task<Json>,
    operation: Waiting,
    caller: ClientContext,
  ): Promise<Json> {
    try {
      switch (operation.op) {
        case 'await': {
          const { timeout = AWAIT_TIMEOUT_MS } = operation;
          return { reply: await Task.await(task, { timeout, caller }) };
        }
        case 'yield': {
          const { timeout = 0 } = operation;
          return this.outcomeForm(await Task.yield(task, { timeout, caller }));
        }
        case 'shutdown':
          return this.outcomeForm(await Task.shutdown(task, operation.how, { caller }));
      }
    } catch (error) {
      if (hasErrorCode(error, 'ERR_NOT_TASK_OWNER')) return { error: 'argument_error' };
      return exitForm(error, this.recorder);
    }
  }

  /** Which task a message is about. */
  nameOf(ref: MonitorRef): string | undefined {
    for (const [id, task] of this.tasks) if (task.ref === ref) return id;
    return undefined;
  }

  private outcomeForm(outcome: TaskOutcome<Json> | undefined): Json {
    if (outcome === undefined) return null;
    if (outcome.type === 'ok') return tuple('ok', outcome.value);
    return tuple('exit', reasonForm(outcome.reason, this.recorder));
  }
}
