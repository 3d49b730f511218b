/** A supervisor is a GenServer: what it does when children end is decided by its strategy. */
import {
  type CallReturn,
  type Exit,
  exited,
  failToStart,
  type GenServerCallbacks,
  type InfoOf,
  type InitReturn,
  ignore,
  isAlive,
  noreply,
  ok,
  reply,
} from '@holdfast/actors';
import { Children } from './children.ts';
import { NO_RESTARTS } from './restart-intensity.ts';
import { NOT_FOUND } from './results.ts';
import { failedToStart } from './start-child.ts';
import { configOf, type SupervisorConfig, type SupervisorInit } from './supervisor-options.ts';
import type { SupervisorProtocol } from './supervisor-protocol.ts';
import {
  countOf,
  deleteChild,
  restartStoppedChild,
  rowOf,
  startNewChild,
  terminateChild,
} from './supervisor-requests.ts';
import {
  type Handled,
  handleEvent,
  type SupervisorContext,
  type SupervisorState,
  startAndRemember,
  stopAndKeep,
} from './supervisor-shell.ts';

type Start = SupervisorConfig | SupervisorInit;
type Init = InitReturn<SupervisorState, SupervisorProtocol>;

export const supervisorCallbacks: GenServerCallbacks<Start, SupervisorState, SupervisorProtocol> = {
  name: 'supervisor',

  async init(start, context): Promise<Init> {
    context.trapExit(true);
    if (typeof start !== 'function') return startAll(start, context);
    const flags: unknown = await start(context);
    if (typeof flags !== 'object' || flags === null) {
      return failToStart({ bad_return_value: flags });
    }
    if ('type' in flags && flags.type === 'ignore') return ignore();
    return startAll(configOf(flags as Parameters<typeof configOf>[0]), context);
  },

  async handleCall(
    request,
    _from,
    state,
    context,
  ): Promise<CallReturn<SupervisorState, SupervisorProtocol>> {
    const { children } = state;
    switch (request.type) {
      case 'which_children':
        return reply(children.inStartOrder().map(rowOf), state);
      case 'count_children':
        return reply(countOf(children.inStartOrder()), state);
      case 'start_child':
        return reply(await startNewChild(request.spec, state, context), state);
      case 'terminate_child':
        return reply(await terminateChild(request.id, state, context), state);
      case 'restart_child':
        return reply(await restartStoppedChild(request.id, state, context), state);
      case 'delete_child':
        return reply(deleteChild(request.id, state), state);
      case 'get_child_spec': {
        const child = children.get(request.id);
        return reply(child === undefined ? NOT_FOUND : { ok: true, spec: child.spec }, state);
      }
      case 'which_child': {
        const child = children.get(request.id);
        return reply(child === undefined ? NOT_FOUND : { ok: true, child: rowOf(child) }, state);
      }
    }
  },

  /** A restart that failed is tried again after whatever has arrived meanwhile. */
  handleCast: ({ id }, state, context) =>
    handleEvent({ type: 'retry_due', id, now: context.now() }, state, context),

  async handleInfo(message: InfoOf<SupervisorProtocol>, state, context): Promise<Handled> {
    if (message.type === 'EXIT') return childEnded(message, state, context);
    context.logger.warn('supervisor got an unexpected message', { received: message.type });
    return noreply(state);
  },

  terminate: (_reason, state, context) =>
    stopAndKeep(state.children.inStartOrder().reverse(), state, context),
};

/** A child that does not start ends those before it. Source: OTP supervisor, init_children. */
async function startAll(config: SupervisorConfig, context: SupervisorContext): Promise<Init> {
  const children = new Children();
  const state = { config, children, restarts: NO_RESTARTS };
  for (const spec of config.specs) {
    const outcome = await startAndRemember(spec, children, context);
    if (outcome.type === 'failed') {
      await stopAndKeep(children.inStartOrder().reverse(), state, context);
      return failToStart(failedToStart(spec.id, outcome.reason));
    }
  }
  return ok(state);
}

/** An exit of a process that is no child (any more) is ignored. */
async function childEnded(
  { pid }: Exit,
  state: SupervisorState,
  context: SupervisorContext,
): Promise<Handled> {
  const child = pid === undefined ? undefined : state.children.withPid(pid);
  // A child may send an exit signal without ending: its end concerns us, and the reason of that.
  if (child?.pid === undefined || isAlive(child.pid)) return noreply(state);
  const reason = await exited(child.pid);
  const { id } = child.spec;
  return handleEvent({ type: 'child_exited', id, reason, now: context.now() }, state, context);
}
