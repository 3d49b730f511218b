import {
  type AnyPid,
  exitWith,
  type Pid,
  type PlainContext,
  send,
  type Task,
} from '@holdfast/actors';
import type { Json } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import { reasonForm } from '../values.ts';
import type { TaskSpec } from './scenario.ts';

interface TaskProtocol {
  readonly info: { readonly type: 'go' };
}

/** The function of a task, as a scenario describes it. */
export function taskFunction(
  id: string,
  spec: TaskSpec,
  recorder: Recorder,
): Task.TaskFunction<Json> {
  return async (context) => {
    const self = context as unknown as PlainContext<TaskProtocol>;
    self.trapExit(spec.trap_exit ?? false);
    recorder.born(id, self.self);
    recorder.event(self.self, { e: 'run' });
    if (spec.wait === true) await waitToGo(self, recorder);
    const { end } = spec;
    if ('raise' in end) throw new Error(end.raise);
    return 'exit' in end ? exitWith(end.exit) : end.ret;
  };
}

/** Lets a task that waits go on. */
export function letGo(task: AnyPid): void {
  send(task as Pid<TaskProtocol>, { type: 'go' });
}

async function waitToGo(self: PlainContext<TaskProtocol>, recorder: Recorder): Promise<void> {
  for (;;) {
    const message = await self.receive();
    if (message.type === 'go') return;
    if (message.type !== 'EXIT') continue;
    recorder.event(self.self, { e: 'exit_msg', r: reasonForm(message.reason, recorder) });
  }
}
