import {
  type AnyPid,
  exitWith,
  type GenServerCallbacks,
  type InitReturn,
  noreply,
  ok,
  type Pid,
  send,
  stop,
} from '@holdfast/actors';
import { atTheEnd } from '../ending.ts';
import type { Json } from '../json.ts';
import type { Recorder } from '../recorder.ts';
import { reasonForm } from '../values.ts';
import type { Crash, WorkerSpec } from './scenario.ts';
import type { Entered, StartUpScripts } from './start-up-scripts.ts';

/** What every worker of one scenario shares. */
export interface WorkerHome {
  readonly recorder: Recorder;
  readonly scripts: StartUpScripts;
}

interface Args {
  readonly home: WorkerHome;
  readonly spec: WorkerSpec;
  /** The extra argument of a dynamic supervisor, if it has one. */
  readonly extra?: Json | undefined;
}

export interface WorkerProtocol {
  readonly info: { readonly type: 'end'; readonly crash: Crash } | { readonly type: 'unexpected' };
}

type Init = InitReturn<Args, WorkerProtocol>;

/** The worker of the scenarios: a server that logs what it does, and ends as it is told. */
export const worker: GenServerCallbacks<Args, Args, WorkerProtocol> = {
  name: 'worker',

  init(args, context): Init | Promise<Init> {
    const { home, spec, extra } = args;
    context.trapExit(spec.trap_exit ?? false);
    home.recorder.born(spec.id, context.self);
    home.recorder.event(context.self, { e: 'init', ...(extra !== undefined && { extra }) });
    const entered = home.scripts.enter(spec.id);
    if (entered instanceof Promise) return entered.then((later) => initReturn(later, args));
    return initReturn(entered, args);
  },

  handleInfo(message, args, { self }) {
    const { recorder } = args.home;
    if (message.type === 'end') return end(message.crash, args);
    if (message.type === 'EXIT') {
      recorder.event(self, { e: 'exit_msg', r: reasonForm(message.reason, recorder) });
    }
    return noreply(args);
  },

  terminate(reason, { home: { recorder }, spec }, context) {
    recorder.event(context.self, { e: 'terminate', r: reasonForm(reason, recorder) });
    return atTheEnd(spec.terminate, context);
  },
};

/** Has a worker end from inside its own code. */
export function crash(target: AnyPid, how: Crash): void {
  send(target as Pid<WorkerProtocol>, { type: 'end', crash: how });
}

function initReturn(entered: Entered, args: Args): Init {
  if (entered === 'ok') return ok(args);
  // What a wrong init returns has no type.
  return 'bad' in entered ? (entered.bad as Init) : entered;
}

function end({ reason, exit, raise }: Crash, args: Args): ReturnType<typeof stop<Args>> {
  if (raise !== undefined) throw new Error(raise);
  if (exit !== undefined) exitWith(exit);
  return stop(reason ?? 'normal', args);
}
