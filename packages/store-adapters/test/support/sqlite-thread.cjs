/**
 * The thread of the SQLite engine where the sources are run and not the build: Node 20 starts no
 * thread from TypeScript, and a thread does not take over the loader of its process.
 */
require('tsx/cjs/api').register();
require('../../src/sqlite/thread/main.ts');
