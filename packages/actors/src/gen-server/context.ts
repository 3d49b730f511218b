import type { Protocol } from '../process/pid.ts';
import type { ProcessContext } from '../process/process-context.ts';

/** What a callback knows and can do as the server that it runs in. */
export type ServerContext<P extends Protocol> = ProcessContext<P>;
