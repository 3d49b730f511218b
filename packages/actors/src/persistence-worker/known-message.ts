/** Anybody who has a worker's pid can send it anything: what it understands, and what not. Pure. */
import { storeId } from '../ports/store-id.ts';
import type { CastOf } from '../process/protocol.ts';
import type { FailureClass, FenceOutcome } from './force-result.ts';
import type { Report, WorkerProtocol } from './messages.ts';
import { PRIORITIES } from './priority.ts';

type Fields = Readonly<Record<string, unknown>>;
type Check = (fields: Fields) => boolean;
type Cast = CastOf<WorkerProtocol>;

const CASTS: Readonly<Record<Cast['type'], Check>> = {
  request_persistence: ({ storeId, seq, priority }) =>
    isStoreId(storeId) && isNumber(seq) && PRIORITIES.includes(priority as never),
  // Whether it was asked at all is known in the waiting room.
  asked: ({ caller }) => isNumber(caller),
  caller_left: ({ caller }) => isNumber(caller),
  isolation_changed: ({ isolated }) => typeof isolated === 'boolean',
  store_reopened: ({ storeId }) => isStoreId(storeId),
};

const REPORTS: Readonly<Record<Report['type'], Check>> = {
  tick: () => true,
  breaker_elapsed: ({ epoch }) => isNumber(epoch),
  fence_settled: (fields) => isOfFence(fields) && isOutcome(fields['outcome']),
  fence_settled_late: (fields) => isOfFence(fields) && isOutcome(fields['outcome']),
};

/** Whether it is a cast that this worker understands, down to its fields. */
export function isKnownCast(message: unknown): message is Cast {
  return isKnown(CASTS, message);
}

/** Whether it is a report of a timer or of a fence, down to its fields. */
export function isReport(message: unknown): message is Report {
  return isKnown(REPORTS, message);
}

/** What to say of a message in a line of the log: its type, or itself if it is no message. */
export function nameOf(message: unknown): unknown {
  return typeof message === 'object' && message !== null ? (message as Fields)['type'] : message;
}

function isKnown(checks: Readonly<Record<string, Check>>, message: unknown): boolean {
  const type = nameOf(message);
  if (typeof type !== 'string' || type === message || !Object.hasOwn(checks, type)) return false;
  return checks[type]?.(message as Fields) ?? false;
}

function isOfFence({ fence, storeId, covered }: Fields): boolean {
  return isNumber(fence) && isStoreId(storeId) && isNumber(covered);
}

const KINDS: readonly FenceOutcome['kind'][] = ['fenced', 'failed', 'cancelled', 'timed_out'];
const CLASSES: readonly FailureClass[] = ['retryable', 'overload', 'rejected', 'poisoned'];

function isOutcome(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, class: of } = value as Fields;
  if (!KINDS.includes(kind as never)) return false;
  return kind !== 'failed' || CLASSES.includes(of as never);
}

function isStoreId(value: unknown): boolean {
  try {
    storeId(value);
    return true;
  } catch {
    return false;
  }
}

function isNumber(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
