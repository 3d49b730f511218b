import { inspect } from 'node:util';
import type { AnyCallbacks } from './any-callbacks.ts';
import type { Task } from './envelope.ts';

/** Enough to see what was going on, and not a dump: a state may hold thousands of things. */
const SHOWN = {
  depth: 2,
  maxArrayLength: 10,
  maxStringLength: 200,
  breakLength: Number.POSITIVE_INFINITY,
} as const;

/** The last message and the state of a server that crashed, as its `formatStatus` wants them shown. */
export function crashDetails(
  callbacks: AnyCallbacks,
  state: unknown,
  task: Task | undefined,
): () => Readonly<Record<string, unknown>> {
  return () => {
    const shown = formatStatus(callbacks, state, task?.message);
    return {
      state: describe(shown.state),
      ...(task && { lastMessage: describe(shown.message) }),
    };
  };
}

/** A value may have a say in how it is inspected, and throw. */
function describe(value: unknown): string {
  try {
    return inspect(value, SHOWN);
  } catch {
    return 'something that cannot be shown';
  }
}

/** What a server shows of itself; a `formatStatus` that fails hides everything. */
export function formatStatus(
  callbacks: AnyCallbacks,
  state: unknown,
  message?: unknown,
): { readonly state: unknown; readonly message?: unknown } {
  if (callbacks.formatStatus === undefined) return { state, message };
  try {
    const { state: shown, message: shownMessage } = callbacks.formatStatus({ state, message });
    return { state: shown, message: shownMessage };
  } catch {
    const hidden = 'formatStatus failed';
    return { state: hidden, message: hidden };
  }
}
