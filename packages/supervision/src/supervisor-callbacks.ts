/** A supervisor is a GenServer: what it does when children end is decided by its strategy. */
import {
  type AnyPid,
  type CallReturn,
  type Exit,
  type ExitReason,
  exited,
  failToStart,
  GenServer,
  type GenServerCallbacks,
  type HandlerReturn,
  hasErrorCode,
  type InfoOf,
  type InitReturn,
  isAlive,
  isPid,
  noreply,
  ok,
  type Request,
  reply,
  type ServerContext,
  StartError,
  stop,
} from '@holdfast/actors';
import type { CompleteChildSpec } from './child-spec.ts';
import { type Child, Children } from './children.ts';
import { addRestart, type RestartIntensity, type RestartWindow } from './restart-intensity.ts';
import { type ShutdownOrder, stopChildren } from './shutdown.ts';
import { onExit } from './strategies/one-for-one.ts';

/** One child in `whichChildren`. */
export interface ChildRow {
  readonly id: string;
  readonly pid: AnyPid | 'undefined' | 'restarting';
  readonly type: 'worker' | 'supervisor';
}

/** `specs`: known children; `active`: living ones; the rest by type, running or not. */
export interface ChildCounts {
  readonly specs: number;
  readonly active: number;
  readonly supervisors: number;
  readonly workers: number;
}

export interface SupervisorProtocol {
  readonly call:
    | Request<{ readonly type: 'which_children' }, readonly ChildRow[]>
    | Request<{ readonly type: 'count_children' }, ChildCounts>;
  readonly cast: { readonly type: 'retry_restart'; readonly id: string };
}

export interface SupervisorConfig {
  readonly specs: readonly CompleteChildSpec[];
  readonly intensity: RestartIntensity;
  readonly shutdownOrder: ShutdownOrder;
}

interface State {
  readonly config: SupervisorConfig;
  readonly children: Children;
  readonly restarts: RestartWindow;
}

type Context = ServerContext<SupervisorProtocol>;
type Handled = HandlerReturn<State, SupervisorProtocol>;

export const supervisorCallbacks: GenServerCallbacks<SupervisorConfig, State, SupervisorProtocol> =
  {
    name: 'supervisor',

    async init(config, context): Promise<InitReturn<State, SupervisorProtocol>> {
      context.trapExit(true);
      const children = new Children();
      for (const spec of config.specs) {
        const started = await startChild(spec, context);
        if ('failed' in started) {
          await stopChildren(children.running(), config.shutdownOrder, context);
          const { id } = spec;
          return failToStart({ shutdown: { failed_to_start_child: id, reason: started.failed } });
        }
        remember(children, spec, started.pid);
      }
      return ok({ config, children, restarts: [] });
    },

    handleCall(request, _from, state): CallReturn<State, SupervisorProtocol> {
      const children = state.children.inStartOrder();
      if (request.type === 'which_children') return reply(children.map(rowOf), state);
      return reply(countOf(children), state);
    },

    /** A restart that failed is tried again after whatever has arrived meanwhile. */
    async handleCast({ id }, state, context): Promise<Handled> {
      const child = state.children.get(id);
      return child?.restarting === true ? restart(child, state, context) : noreply(state);
    },

    async handleInfo(message: InfoOf<SupervisorProtocol>, state, context): Promise<Handled> {
      if (message.type !== 'EXIT') {
        context.logger.warn('supervisor got an unexpected message', { received: message.type });
        return noreply(state);
      }
      return childEnded(message, state, context);
    },

    terminate: (_reason, { config, children }, context) =>
      stopChildren(children.running(), config.shutdownOrder, context),
  };

/** An exit of a process that is no child (any more) is ignored. */
async function childEnded({ pid }: Exit, state: State, context: Context): Promise<Handled> {
  const { children } = state;
  const child = pid === undefined ? undefined : children.withPid(pid);
  // A child may send an exit signal without ending: its end concerns us, and the reason of that.
  if (child?.pid === undefined || isAlive(child.pid)) return noreply(state);
  switch (onExit(child.spec.restart, await exited(child.pid))) {
    case 'forget':
      children.delete(child);
      return noreply(state);
    case 'keep':
      children.set({ ...child, pid: undefined });
      return noreply(state);
    case 'restart':
      children.set({ ...child, pid: undefined });
      return restart(child, state, context);
  }
}

async function restart({ spec }: Child, state: State, context: Context): Promise<Handled> {
  const { children, config } = state;
  const { window, exceeded } = addRestart(state.restarts, context.now(), config.intensity);
  const next = { ...state, restarts: window };
  if (exceeded) {
    // OTP: giving up is a shutdown, so a transient supervisor is not restarted by its parent.
    context.logger.error('restart intensity exceeded', { child: spec.id, ...config.intensity });
    return stop('shutdown', next);
  }
  const started = await startChild(spec, context);
  if ('failed' in started) {
    children.set({ spec, pid: undefined, restarting: true });
    GenServer.cast(context.self, { type: 'retry_restart', id: spec.id });
  } else {
    remember(children, spec, started.pid);
  }
  return noreply(next);
}

/** A child that answered ignore is kept without a process, unless it is temporary. */
function remember(children: Children, spec: CompleteChildSpec, pid: AnyPid | undefined): void {
  const child = { spec, pid, restarting: false };
  if (pid === undefined && spec.restart === 'temporary') children.delete(child);
  else children.set(child);
}

async function startChild(
  spec: CompleteChildSpec,
  context: Context,
): Promise<{ readonly pid: AnyPid | undefined } | { readonly failed: ExitReason }> {
  try {
    const pid: unknown = await spec.start(context);
    return isPid(pid) ? { pid } : { failed: { bad_return_value: pid } };
  } catch (error) {
    if (hasErrorCode(error, 'ERR_START_IGNORED')) return { pid: undefined };
    return { failed: error instanceof StartError ? error.reason : { error } };
  }
}

function rowOf({ spec, pid, restarting }: Child): ChildRow {
  return { id: spec.id, pid: pid ?? (restarting ? 'restarting' : 'undefined'), type: spec.type };
}

function countOf(children: readonly Child[]): ChildCounts {
  const supervisors = children.filter(({ spec }) => spec.type === 'supervisor').length;
  return {
    specs: children.length,
    active: children.filter(({ pid }) => pid !== undefined && isAlive(pid)).length,
    supervisors,
    workers: children.length - supervisors,
  };
}
