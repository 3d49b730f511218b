/** Calls a start function and looks at what it answers. */
import {
  type AnyPid,
  type ExitReason,
  hasErrorCode,
  isPid,
  ProcessExit,
  StartError,
} from '@holdfast/actors';
import type { ChildId } from './child-spec.ts';

export type StartOutcome =
  /** `pid` is undefined when the start function answered ignore. `info` only if it gave some. */
  | { readonly type: 'started'; readonly pid: AnyPid | undefined; readonly info?: unknown }
  /** `holder` has the name that the child wanted, when that is why. */
  | { readonly type: 'failed'; readonly reason: ExitReason; readonly holder?: AnyPid };

type Failed = Extract<StartOutcome, { type: 'failed' }>;

/** Never rejects. Source: OTP supervisor, do_start_child_i. */
export async function startChild(start: () => unknown): Promise<StartOutcome> {
  try {
    return outcomeOf(await start());
  } catch (error) {
    if (hasErrorCode(error, 'ERR_START_IGNORED')) return { type: 'started', pid: undefined };
    return failedWith(error);
  }
}

/** What the supervisor that did not start a child answers its own starter. */
export function failedToStart(id: ChildId, reason: ExitReason): ExitReason {
  return { shutdown: { failed_to_start_child: id, reason } };
}

/** What an answer of a start function means. */
export function outcomeOf(answer: unknown): StartOutcome {
  if (isPid(answer)) return { type: 'started', pid: answer };
  if (typeof answer === 'object' && answer !== null) {
    if ('pid' in answer && isPid(answer.pid)) {
      const info: unknown = 'info' in answer ? answer.info : undefined;
      return { type: 'started', pid: answer.pid, ...(info !== undefined && { info }) };
    }
    if ('type' in answer && answer.type === 'ignore') return { type: 'started', pid: undefined };
  }
  // Anything else is why it failed; what cannot be an exit reason by itself is wrapped.
  const reason = typeof answer === 'string' ? answer : { bad_return_value: answer };
  return { type: 'failed', reason };
}

function failedWith(error: unknown): Failed {
  if (error instanceof ProcessExit) return { type: 'failed', reason: error.reason };
  if (!(error instanceof StartError)) return { type: 'failed', reason: { error } };
  const { reason, pid } = error;
  const holder = hasErrorCode(error, 'ERR_ALREADY_STARTED') ? pid : undefined;
  return { type: 'failed', reason, ...(holder && { holder }) };
}
