/** The contract of a store, its errors, and the store in memory. Engines have their own entries. */
export * from './errors.ts';
export * from './memory/index.ts';
export * from './store-adapter.ts';
