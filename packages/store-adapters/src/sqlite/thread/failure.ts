import type { ThreadFailure } from './protocol.ts';

/** A failure with a code of our own, beside those of SQLite. */
export class EngineError extends Error {
  readonly code: 'DRIVER_MISSING' | 'FOREIGN' | 'MOVED' | 'LIMIT' | 'BROKEN';

  constructor(code: EngineError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** What is told of an error to the other side. */
export function failureOf(error: unknown, undone = false): ThreadFailure {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return {
    code: typeof code === 'string' ? code : 'UNKNOWN',
    message: typeof message === 'string' ? message : String(error),
    undone,
  };
}
