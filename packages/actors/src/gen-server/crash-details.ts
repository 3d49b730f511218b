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
      state: inspect(shown.state, SHOWN),
      ...(task && { lastMessage: inspect(shown.message, SHOWN) }),
    };
  };
}

/** What a server shows of itself; a `formatStatus` that throws hides everything. */
export function formatStatus(
  callbacks: AnyCallbacks,
  state: unknown,
  message?: unknown,
): { readonly state: unknown; readonly message?: unknown } {
  if (callbacks.formatStatus === undefined) return { state, message };
  try {
    return callbacks.formatStatus({ state, message });
  } catch {
    const hidden = 'formatStatus failed';
    return { state: hidden, message: hidden };
  }
}
