/** What is asked of a supervisor, and what it answers in every state of a child. */
import { isAlive } from '@holdfast/actors';
import { completeChildSpec, InvalidChildSpecError } from './check-child-spec.ts';
import type { ChildDefinition, ChildId } from './child-spec.ts';
import type { Child } from './children.ts';
import {
  type BadChildSpec,
  type ChildCounts,
  type ChildRow,
  type ChildStarted,
  type DeleteChildResult,
  NOT_FOUND,
  OK,
  type RestartChildResult,
  type StartChildResult,
  type StartRefused,
  type TerminateChildResult,
} from './results.ts';
import type { StartOutcome } from './start-child.ts';
import {
  type SupervisorContext,
  type SupervisorState,
  startAndRemember,
  stopAndKeep,
} from './supervisor-shell.ts';

/** Appends a child. Source: OTP supervisor, handle_start_child. */
export async function startNewChild(
  definition: ChildDefinition,
  { config, children }: SupervisorState,
  context: SupervisorContext,
): Promise<StartChildResult> {
  const spec = checked(() => completeChildSpec(definition, 'spec', config.autoShutdown));
  if ('error' in spec) return spec;
  const known = children.get(spec.id);
  if (known?.pid !== undefined) return { ok: false, error: 'already_started', pid: known.pid };
  if (known !== undefined) return { ok: false, error: 'already_present' };
  return answerOf(await startAndRemember(spec, children, context));
}

/** Ends a child for good, or stops trying to restart it. Source: OTP supervisor, terminate_child. */
export async function terminateChild(
  id: ChildId,
  state: SupervisorState,
  context: SupervisorContext,
): Promise<TerminateChildResult> {
  const child = state.children.get(id);
  if (child === undefined) return NOT_FOUND;
  await stopAndKeep([child], state, context);
  if (child.spec.restart === 'temporary') state.children.delete(id);
  return OK;
}

/** Source: OTP supervisor, restart_child. */
export async function restartStoppedChild(
  id: ChildId,
  { children }: SupervisorState,
  context: SupervisorContext,
): Promise<RestartChildResult> {
  const child = children.get(id);
  if (child === undefined) return NOT_FOUND;
  const status = runningOrRestarting(child);
  if (status !== undefined) return { ok: false, error: status };
  return answerOf(await startAndRemember(child.spec, children, context));
}

/** Source: OTP supervisor, delete_child. */
export function deleteChild(id: ChildId, { children }: SupervisorState): DeleteChildResult {
  const child = children.get(id);
  if (child === undefined) return NOT_FOUND;
  const status = runningOrRestarting(child);
  if (status !== undefined) return { ok: false, error: status };
  children.delete(id);
  return OK;
}

export function rowOf({ spec, pid, restarting }: Child): ChildRow {
  const { id, type, modules } = spec;
  return { id, pid: pid ?? (restarting ? 'restarting' : 'undefined'), type, modules };
}

/** A child that is dead is not active, even while its EXIT still waits. */
export function countOf(children: readonly Child[]): ChildCounts {
  const supervisors = children.filter(({ spec }) => spec.type === 'supervisor').length;
  return {
    specs: children.length,
    active: children.filter(({ pid }) => pid !== undefined && isAlive(pid)).length,
    supervisors,
    workers: children.length - supervisors,
  };
}

/** What the starter of a child is told. Source: OTP supervisor; the form of newer OTP. */
export function answerOf(outcome: StartOutcome): ChildStarted | StartRefused {
  if (outcome.type === 'started') {
    const { pid, info } = outcome;
    return { ok: true, pid, ...(info !== undefined && { info }) };
  }
  const { reason, holder } = outcome;
  if (holder !== undefined) return { ok: false, error: 'already_started', pid: holder };
  return { ok: false, error: 'start_failed', reason };
}

/** A bad specification is an answer, not a crash of the supervisor. */
export function checked<Spec extends object>(check: () => Spec): Spec | BadChildSpec {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof InvalidChildSpecError)) throw error;
    return { ok: false, error: 'bad_child_spec', problem: error };
  }
}

function runningOrRestarting({ pid, restarting }: Child): 'running' | 'restarting' | undefined {
  if (restarting) return 'restarting';
  return pid === undefined ? undefined : 'running';
}
