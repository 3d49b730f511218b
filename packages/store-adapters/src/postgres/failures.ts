/**
 * What a failure of the server or of the connection says about a request: whether it may have
 * happened all the same, and whether to try again. Decided by SQLSTATE, never by text, which is
 * translated.
 */

/** A request was given up: its time was over, or nobody waited any more. */
export class RequestDropped extends Error {
  constructor(why: string) {
    super(`the connection was dropped: ${why}`);
    this.name = 'RequestDropped';
  }
}

/** Classes and codes after which the same request may succeed. */
const RETRYABLE = [
  '08', // connection exception
  '25006', // read-only: a standby, or a failover under way
  '40', // rolled back: deadlock, serialization
  '53', // insufficient resources, too many connections
  '55P03', // a lock was not available
  '57', // cancelled, shut down, crashed, starting up
  '58', // system error
];

/** Codes that leave open whether a commit that was asked for took place. */
const UNKNOWN = ['08', '40003', '57P'];

/** Whether it is certain that the request had no effect. */
export function outcomeKnown(failure: unknown): boolean {
  const code = sqlState(failure);
  return code !== undefined && !startsWithAny(code, UNKNOWN);
}

/** Whether the same request may succeed later without a change. */
export function retryable(failure: unknown): boolean {
  const code = sqlState(failure);
  return code === undefined || startsWithAny(code, RETRYABLE);
}

/** The five characters by which the server names an error; undefined for all others. */
function sqlState(failure: unknown): string | undefined {
  if (typeof failure !== 'object' || failure === null || !('code' in failure)) return undefined;
  const { code } = failure;
  // Node's codes, such as EPIPE, may have five letters too; but every server error has a severity.
  return typeof code === 'string' && 'severity' in failure ? code : undefined;
}

function startsWithAny(code: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => code.startsWith(prefix));
}
