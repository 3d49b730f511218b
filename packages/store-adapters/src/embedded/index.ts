/** The embedded store: LevelDB in a folder, with a fence that survives a power loss. */
export type { EmbeddedStore } from './embedded-store.ts';
export { openEmbeddedStore } from './open-embedded-store.ts';
export type { EmbeddedStoreOptions } from './options.ts';
export type { Recovery } from './recovery.ts';
