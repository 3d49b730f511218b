/** Stores in memory, for tests and examples. */
export { type MemoryEngine, openMemoryEngine } from './memory-engine.ts';
export { type MemoryStore, openMemoryStore } from './memory-store.ts';
