/** The verbs of `Task`: a process that computes one value for the process that started it. */
export * from './async-stream.ts';
export * from './task.ts';
