/** The one place where the values of this port become the forms of the traces. */
import {
  type AnyPid,
  type ExitReason,
  hasErrorCode,
  isPid,
  ProcessExit,
  StartError,
  UnhandledMessageError,
} from '@holdfast/actors';
import { InvalidChildSpecError } from '@holdfast/supervision';
import { isList, type Json } from './json.ts';

/** Who is who. */
export interface Labels {
  labelOf(pid: AnyPid): string;
}

/** A reason as scenarios give it: the very form that this port has for it. */
export type GivenReason = string | { readonly shutdown: Json };

/** A tuple. */
export function tuple(...elements: readonly Json[]): Json {
  return { t: elements };
}

export function pidForm(pid: AnyPid | undefined, labels: Labels): Json {
  return { pid: pid === undefined ? '?' : labels.labelOf(pid) };
}

export function reasonForm(reason: ExitReason, labels: Labels): Json {
  if (typeof reason === 'string') return reason;
  if ('shutdown' in reason) return tuple('shutdown', shutdownForm(reason.shutdown, labels));
  if ('bad_return_value' in reason) {
    return tuple('bad_return_value', valueForm(reason.bad_return_value, labels));
  }
  return thrownForm(reason.error);
}

/** What a request that failed gave: the reason alone. */
export function exitForm(error: unknown, labels: Labels): Json {
  return { exit: reasonForm(reasonOf(error), labels) };
}

/** How a start that failed answers its starter. */
export function startErrorForm(error: unknown, labels: Labels): Json {
  if (hasErrorCode(error, 'ERR_START_IGNORED')) return 'ignore';
  if (error instanceof StartError && hasErrorCode(error, 'ERR_ALREADY_STARTED')) {
    return tuple('error', tuple('already_started', pidForm(error.pid, labels)));
  }
  return tuple('error', reasonForm(reasonOf(error), labels));
}

/** What is wrong with a child spec. The term that is no start function is left out. */
export function childSpecForm(error: InvalidChildSpecError): Json {
  const { problem, value } = error;
  if (problem === 'missing_id' || problem === 'missing_start') return problem;
  if (problem === 'invalid_start') return 'invalid_mfa';
  if (problem === 'bad_combination') return tuple(problem, combinationForm(value));
  return tuple(problem, value as Json);
}

/** The answer of a request that has no value to give. */
export function doneForm(
  answer: { readonly ok: true } | { readonly ok: false; readonly error: string },
): Json {
  return answer.ok ? 'ok' : tuple('error', answer.error);
}

/** Any value of a scenario, which this port hands around as it is. */
function valueForm(value: unknown, labels: Labels): Json {
  if (isPid(value)) return pidForm(value, labels);
  if (isList(value)) return value.map((element) => valueForm(element, labels));
  return (value ?? null) as Json;
}

/** The reasons that supervisors make, besides those that scenarios give. */
function shutdownForm(detail: unknown, labels: Labels): Json {
  if (typeof detail === 'object' && detail !== null && 'failed_to_start_child' in detail) {
    const { failed_to_start_child: id, reason } = detail as FailedChild;
    return tuple('failed_to_start_child', id, reasonForm(reason, labels));
  }
  return valueForm(detail, labels);
}

interface FailedChild {
  readonly failed_to_start_child: string;
  readonly reason: ExitReason;
}

/** Keys by their names in OTP. */
function combinationForm(both: unknown): Json {
  const names: Readonly<Record<string, string>> = { autoShutdown: 'auto_shutdown' };
  return Object.entries(both as Readonly<Record<string, Json>>).map(([key, value]) =>
    tuple(names[key] ?? key, value),
  );
}

const FLAGS: Readonly<Record<string, string>> = {
  strategy: 'invalid_strategy',
  maxRestarts: 'invalid_intensity',
  maxSeconds: 'invalid_period',
  autoShutdown: 'invalid_auto_shutdown',
};

/** What was thrown: mistakes in a supervisor's flags have names of their own. */
function thrownForm(error: unknown): Json {
  if (error instanceof InvalidChildSpecError) return tuple('start_spec', childSpecForm(error));
  if (error instanceof UnhandledMessageError) return tuple('raise', `unhandled_${error.kind}`);
  if (hasErrorCode(error, 'ERR_INVALID_OPTION')) {
    const { option, value } = error as { option: string; value: Json };
    const flag = FLAGS[option];
    if (flag !== undefined) return tuple('supervisor_data', tuple(flag, value));
  }
  return tuple('raise', error instanceof Error ? error.message : String(error));
}

function reasonOf(error: unknown): ExitReason {
  if (error instanceof ProcessExit || error instanceof StartError) return error.reason;
  if (typeof error === 'object' && error !== null && 'reason' in error) {
    return error.reason as ExitReason;
  }
  throw error;
}
