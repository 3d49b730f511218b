/** The verbs of `Registry`. */
export * from './queries.ts';
export * from './registry.ts';
