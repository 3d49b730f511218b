/** A dynamic supervisor: children by pid, each for itself, and nothing that visits all of them. */
import {
  type AnyPid,
  type CallReturn,
  describeExit,
  type Exit,
  exited,
  GenServer,
  type GenServerCallbacks,
  type HandlerReturn,
  type InfoOf,
  isAlive,
  noreply,
  ok,
  reply,
  type ServerContext,
  stop,
} from '@holdfast/actors';
import { addRestart, NO_RESTARTS, type RestartWindow } from '../restart-intensity.ts';
import {
  type ChildCounts,
  NOT_FOUND,
  OK,
  type StartDynamicChildResult,
  type TerminateChildResult,
} from '../results.ts';
import { stopChildren } from '../shutdown.ts';
import { type StartOutcome, startChild } from '../start-child.ts';
import { afterExit } from '../strategies/after-exit.ts';
import { answerOf } from '../supervisor-requests.ts';
import type { CompleteDynamicSpec } from './child-spec.ts';
import type { DynamicSupervisorConfig } from './options.ts';
import type { DynamicChildRow, DynamicSupervisorProtocol } from './protocol.ts';

/** One child. While it is restarting it stands under the pid of its last life. */
interface DynamicChild {
  /** A temporary one keeps nothing that it would be started with. */
  readonly spec: Omit<CompleteDynamicSpec, 'start' | 'args'> & Partial<CompleteDynamicSpec>;
  readonly restarting: boolean;
}

interface State {
  readonly config: DynamicSupervisorConfig;
  readonly children: Map<AnyPid, DynamicChild>;
  readonly restarts: RestartWindow;
}

type Context = ServerContext<DynamicSupervisorProtocol>;
type Handled = HandlerReturn<State, DynamicSupervisorProtocol>;

export const dynamicSupervisorCallbacks: GenServerCallbacks<
  DynamicSupervisorConfig,
  State,
  DynamicSupervisorProtocol
> = {
  name: 'dynamic_supervisor',

  init(config, context) {
    context.trapExit(true);
    return ok({ config, children: new Map(), restarts: NO_RESTARTS });
  },

  async handleCall(
    request,
    _from,
    state,
    context,
  ): Promise<CallReturn<State, DynamicSupervisorProtocol>> {
    switch (request.type) {
      case 'start_child':
        return reply(await startNewChild(request.spec, state, context), state);
      case 'terminate_child':
        return reply(await terminateChild(request.pid, state, context), state);
      case 'which_children':
        return reply([...state.children].map(rowOf), state);
      case 'count_children':
        return reply(countOf(state.children), state);
    }
  },

  /** A restart that failed is tried again, unless the child has been terminated since. */
  async handleCast({ pid }, state, context): Promise<Handled> {
    const child = state.children.get(pid);
    return child?.restarting === true ? restart(pid, child, state, context) : noreply(state);
  },

  async handleInfo(message: InfoOf<DynamicSupervisorProtocol>, state, context): Promise<Handled> {
    if (message.type === 'EXIT') return childEnded(message, state, context);
    context.logger.warn('supervisor got an unexpected message', { received: message.type });
    return noreply(state);
  },

  terminate: (_reason, { children }, context) =>
    stopChildren([...children].flatMap(stoppable), 'all_at_once', context),
};

/** Source: Elixir DynamicSupervisor, handle_call({:start_child, …}). */
async function startNewChild(
  spec: CompleteDynamicSpec,
  { config, children }: State,
  context: Context,
): Promise<StartDynamicChildResult> {
  if (children.size >= config.maxChildren) return { ok: false, error: 'max_children' };
  const outcome = await start(spec, config, context);
  if (outcome.type === 'started' && outcome.pid !== undefined) {
    children.set(outcome.pid, { spec: kept(spec), restarting: false });
  }
  return answerOf(outcome);
}

async function terminateChild(
  pid: AnyPid,
  { children }: State,
  context: Context,
): Promise<TerminateChildResult> {
  const child = children.get(pid);
  if (child === undefined) return NOT_FOUND;
  await stopChildren(stoppable([pid, child]), 'all_at_once', context);
  children.delete(pid);
  return OK;
}

/** An exit of a process that is no child (any more) is ignored. */
async function childEnded({ pid }: Exit, state: State, context: Context): Promise<Handled> {
  const child = pid === undefined ? undefined : state.children.get(pid);
  // A child may send an exit signal without ending: its end concerns us, and the reason of that.
  if (pid === undefined || child === undefined || child.restarting || isAlive(pid)) {
    return noreply(state);
  }
  const after = afterExit(child.spec.restart, await exited(pid));
  if (after === 'restart') return restart(pid, child, state, context);
  state.children.delete(pid);
  return noreply(state);
}

/** The new child takes the place of the old one. Source: Elixir DynamicSupervisor, restart_child. */
async function restart(
  pid: AnyPid,
  child: DynamicChild,
  state: State,
  context: Context,
): Promise<Handled> {
  const { config, children } = state;
  const { window, exceeded } = addRestart(state.restarts, context.now(), config.intensity);
  const next = { ...state, restarts: window };
  if (exceeded) {
    children.delete(pid);
    const supervisor = context.self.id;
    context.logger.error('restart intensity exceeded', { supervisor, ...config.intensity });
    // As in any supervisor: giving up is a shutdown.
    return stop('shutdown', next);
  }
  const outcome = await start(child.spec, config, context);
  if (outcome.type === 'failed') {
    const reason = describeExit(outcome.reason);
    context.logger.error('a child did not restart', { child: pid.id, reason });
    children.set(pid, { ...child, restarting: true });
    GenServer.cast(context.self, { type: 'retry_restart', pid });
    return noreply(next);
  }
  children.delete(pid);
  if (outcome.pid !== undefined) children.set(outcome.pid, { ...child, restarting: false });
  return noreply(next);
}

function start(
  { start: run, args = [] }: Partial<CompleteDynamicSpec>,
  { extraArguments }: DynamicSupervisorConfig,
  context: Context,
): Promise<StartOutcome> {
  return startChild(() => run?.(context, ...extraArguments, ...args));
}

/** Source: Elixir DynamicSupervisor, mfa_for_restart. */
function kept(spec: CompleteDynamicSpec): DynamicChild['spec'] {
  if (spec.restart !== 'temporary') return spec;
  const { restart: never, shutdown, type, modules } = spec;
  return { restart: never, shutdown, type, modules };
}

function stoppable([pid, { spec, restarting }]: [AnyPid, DynamicChild]) {
  return restarting ? [] : [{ pid, spec }];
}

function rowOf([pid, { spec, restarting }]: [AnyPid, DynamicChild]): DynamicChildRow {
  const { type, modules } = spec;
  return { pid: restarting ? 'restarting' : pid, type, modules };
}

function countOf(children: ReadonlyMap<AnyPid, DynamicChild>): ChildCounts {
  const all = [...children.values()];
  const supervisors = all.filter(({ spec }) => spec.type === 'supervisor').length;
  const active = all.filter(({ restarting }) => !restarting).length;
  return { specs: all.length, active, supervisors, workers: all.length - supervisors };
}
