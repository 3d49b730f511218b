/** A store in memory, for tests and examples. */
export { type MemoryStore, openMemoryStore } from './memory-store.ts';
