/** Performs what the strategies decide. */
import {
  describeExit,
  GenServer,
  type HandlerReturn,
  noreply,
  type ServerContext,
  stop,
} from '@holdfast/actors';
import type { ChildId, CompleteChildSpec } from './child-spec.ts';
import { type Child, type Children, NOT_RUNNING } from './children.ts';
import type { RestartWindow } from './restart-intensity.ts';
import { stopChildren } from './shutdown.ts';
import { type StartOutcome, startChild } from './start-child.ts';
import { decide, type SupervisorEvent } from './strategies/decide.ts';
import type { Action } from './strategies/strategy.ts';
import type { SupervisorConfig } from './supervisor-options.ts';
import type { SupervisorProtocol } from './supervisor-protocol.ts';

export interface SupervisorState {
  readonly config: SupervisorConfig;
  readonly children: Children;
  readonly restarts: RestartWindow;
}

export type SupervisorContext = ServerContext<SupervisorProtocol>;
export type Handled = HandlerReturn<SupervisorState, SupervisorProtocol>;

/** Decides upon an event and does what was decided. */
export async function handleEvent(
  event: SupervisorEvent,
  state: SupervisorState,
  context: SupervisorContext,
): Promise<Handled> {
  const { children, restarts } = state;
  const decision = decide({ ...state.config, children, restarts }, event);
  const next = { ...state, restarts: decision.restarts };
  for (const action of decision.actions) {
    const ended = await perform(action, next, context);
    if (ended !== undefined) return ended;
  }
  return noreply(next);
}

/** Starts a child that does not run. One that answers ignore is kept, unless it is temporary. */
export async function startAndRemember(
  spec: CompleteChildSpec,
  children: Children,
  context: SupervisorContext,
): Promise<StartOutcome> {
  const outcome = await startChild(() => spec.start(context));
  if (outcome.type === 'failed') return outcome;
  const { pid } = outcome;
  if (pid === undefined && spec.restart === 'temporary') children.delete(spec.id);
  else children.set({ spec, pid, restarting: false });
  return outcome;
}

/** Ends these children, in this order, and keeps their specifications. */
export async function stopAndKeep(
  stopped: readonly Child[],
  { config, children }: SupervisorState,
  context: SupervisorContext,
): Promise<void> {
  const running = stopped.flatMap(({ pid, spec }) => (pid === undefined ? [] : [{ pid, spec }]));
  await stopChildren(running, config.shutdownOrder, context);
  for (const { spec } of stopped) children.update(spec.id, NOT_RUNNING);
}

/** Answers how the supervisor goes on where that drops the actions behind this one. */
async function perform(
  action: Action,
  state: SupervisorState,
  context: SupervisorContext,
): Promise<Handled | undefined> {
  const { children } = state;
  switch (action.type) {
    case 'stop_children':
      await stopAndKeep(
        action.ids.flatMap((id) => children.get(id) ?? []),
        state,
        context,
      );
      return undefined;
    case 'clear_child':
      children.update(action.id, NOT_RUNNING);
      return undefined;
    case 'forget_child':
      children.delete(action.id);
      return undefined;
    case 'start_child':
      return start(action.id, state, context);
    case 'retry_later':
      children.update(action.id, { restarting: true });
      GenServer.cast(context.self, { type: 'retry_restart', id: action.id });
      return undefined;
    case 'shut_down':
      logShutDown(action.cause, state, context);
      // OTP: giving up is a shutdown, so a transient supervisor is not restarted by its parent.
      return stop('shutdown', state);
  }
}

async function start(
  id: ChildId,
  state: SupervisorState,
  context: SupervisorContext,
): Promise<Handled | undefined> {
  const child = state.children.get(id);
  if (child === undefined) return undefined;
  const outcome = await startAndRemember(child.spec, state.children, context);
  if (outcome.type === 'started') return undefined;
  const reason = describeExit(outcome.reason);
  context.logger.error('a child did not restart', { child: String(id), reason });
  return handleEvent({ type: 'start_failed', id }, state, context);
}

function logShutDown(
  cause: Extract<Action, { type: 'shut_down' }>['cause'],
  { config }: SupervisorState,
  { logger, self }: SupervisorContext,
): void {
  if (cause === 'restarts_exceeded') {
    logger.error('restart intensity exceeded', { supervisor: self.id, ...config.intensity });
  } else {
    logger.info('significant children have ended', { supervisor: self.id });
  }
}
