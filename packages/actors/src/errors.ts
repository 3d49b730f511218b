/**
 * The shape of every error that Holdfast raises: a stable `code`, the fields that help a program
 * decide, a `cause`. The text is for people and may change; the code is API.
 */

/** Fields that any Holdfast error may carry besides its text. */
export interface HoldfastErrorFields {
  /** What led to this error, when something did. */
  readonly cause?: unknown;
  /** Whether the same request may succeed later without a change. Default false. */
  readonly retryable?: boolean;
  /** Milliseconds after which a retry makes sense, where that is known. */
  readonly retryAfterMs?: number;
}

/**
 * Base class of Holdfast's errors. Test the `code` with `hasErrorCode`, not the class: the code
 * still matches when two copies of a package are installed.
 */
export class HoldfastError extends Error {
  /** Stable name of this kind of error, `ERR_…`: what programs test. */
  readonly code: string;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
  /** Milliseconds after which a retry makes sense, where that is known. */
  readonly retryAfterMs?: number;

  constructor(code: string, message: string, fields: HoldfastErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = fields.retryable ?? false;
    if (fields.retryAfterMs !== undefined) this.retryAfterMs = fields.retryAfterMs;
  }
}

/**
 * A programmer's mistake at the door: an option or argument that can never be right.
 * Code `ERR_INVALID_OPTION`; `option` names it and `value` is what was given.
 */
export class InvalidOptionError extends TypeError {
  /** Always `ERR_INVALID_OPTION`. */
  readonly code = 'ERR_INVALID_OPTION';
  /** The option or argument that is wrong. */
  readonly option: string;
  /** What was given for it. */
  readonly value: unknown;

  constructor(option: string, value: unknown, expected: string) {
    super(`${option} must be ${expected}; got ${describeValue(value)}`);
    this.name = 'InvalidOptionError';
    this.option = option;
    this.value = value;
  }
}

/** Whether `error` carries this stable code, whichever copy of whichever package made it. */
export function hasErrorCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

/** A short, safe rendering of any value for an error message: never throws, never long. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
  }
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  return 'an object';
}
